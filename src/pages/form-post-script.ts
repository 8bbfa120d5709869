/**
 * The only script a person's page loads. It calls the prototype's `submit`, because a response parameter called
 * "submit" would stand in front of the form's own.
 */
export const formPostScript = `const form = document.querySelector('form[data-submit]')
if (form) HTMLFormElement.prototype.submit.call(form)
`
