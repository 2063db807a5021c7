// Package web is the open part of the portal that people read: server-rendered
// pages in Vietnamese (/…) and English (/en/…), whole without JavaScript.
//
// Each page is a folder of templates/ and a typed struct that its template is
// executed with; package frame has what all pages share, the sentences of every
// language among it. The islands of frontend/ are built by npm into static/dist
// and are left out where they were not built.
package web
