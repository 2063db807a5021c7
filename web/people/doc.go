// Package people is the room of the portal in which people sign up, sign in and
// keep their accounts. What may be done, and by whom, is decided by package
// account; here are the pages, and the cookies that bind them to a browser.
//
// Every form is answered with a redirect, or shown again with what is wrong
// beside its fields. Pages to which a link of a letter leads change nothing
// before a button is pressed, and tell their address to nobody.
package people
