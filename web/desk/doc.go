// Package desk is where people work who have roles: the desk of each agency,
// with its APIs, those who call them, its members, robots and log, and the
// administration of the portal.
//
// Every page is a [board]: parts with tables, charts and forms, which work
// without scripts. One table ([Desk.pages]) says who may open which; the rules of
// what they do are in packages account and registry.
package desk
