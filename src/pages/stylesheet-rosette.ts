/** The ornament of every dark surface, as on a banknote. */
export const rosette =
  `url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='-130 -130 260 260'` +
  ` fill='none' stroke='%23fff' stroke-opacity='.12' stroke-width='.8'%3E%3Cg id='b'%3E%3Cg id='a'%3E` +
  `%3Cellipse rx='128' ry='52'/%3E%3Cellipse rx='128' ry='52' transform='rotate(10)'/%3E` +
  `%3Cellipse rx='128' ry='52' transform='rotate(20)'/%3E%3C/g%3E%3Cuse href='%23a' transform='rotate(30)'/%3E` +
  `%3Cuse href='%23a' transform='rotate(60)'/%3E%3C/g%3E%3Cuse href='%23b' transform='rotate(90)'/%3E%3C/svg%3E")`
