// Package notify delivers messages: mail through SMTP or into a folder, and
// signed webhooks. It knows neither who is written to nor why.
//
// A delivery is attempted once. What was not delivered is an error, which says
// whether there is use in trying again ([ErrRefused]); whoever keeps the
// messages does. A message has an ID of its own, so that one that is delivered
// twice, after a crash between the delivery and the note of it, can be told by
// the receiver.
package notify
