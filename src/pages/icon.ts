/** A ticket torn at its perforation, a keyhole in the larger half; one green that shows on light and dark tab strips. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<path fill="#f4bd52" d="M4 5h4a3 3 0 0 0 3 3v16a3 3 0 0 0-3 3H4a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3z"/>
<path fill="#1a7a60" d="M16 5h12a3 3 0 0 1 3 3v16a3 3 0 0 1-3 3H16a3 3 0 0 0-3-3V8a3 3 0 0 0 3-3zm6 5.5a3.6 3.6 0 0 0-1.9 6.7L19 22.5h6l-1.1-5.3A3.6 3.6 0 0 0 22 10.5z"/>
</svg>
`
