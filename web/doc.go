// Package web is the portal that people read: server-rendered pages in
// Vietnamese (/…) and English (/en/…), whole without JavaScript.
//
// Each page is a folder of templates/ and a typed struct that its template is
// executed with. Every sentence that the portal itself says is in messages/;
// a further language is one more file there. The islands of frontend/ are
// built by npm into static/dist and are left out where they were not built.
package web
