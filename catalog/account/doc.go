// Package account knows who asks: API keys, the roles that they grant within
// agencies, and what each role may do.
//
// A key is shown once, when it is made. What is stored of it is an HMAC under
// a pepper that the server holds outside of the database (see [Pepper]), so a
// copy of the database opens nothing. [Principal.May] is the one place that
// decides whether a caller may do something.
package account
