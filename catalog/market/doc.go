// Package market says on what terms APIs are used: the products on offer, the
// plans and the limits that each of them sets, the applications that call, what
// they have subscribed to, and how much they have used.
//
// It holds values, rules and ports, no storage. Who may do what to a product is
// for package account; requests are answered by the gateway.
package market
