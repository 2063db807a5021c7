// Package courier carries what package notice keeps to those who are to hear of
// it: it turns notices into deliveries, and deliveries into mail and webhooks.
//
// All that is to be delivered is a row of the outbox before anything is sent. A
// process that dies loses none of it; what it had begun another takes up after
// [notice.Lease], under the same ID, so that a receiver can tell the second from
// the first. Several processes may run a [Courier] on one database.
package courier
