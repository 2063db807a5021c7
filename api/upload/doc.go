// Package upload takes files that arrive in pieces, by the tus protocol
// (https://tus.io/protocols/resumable-upload, version 1.0.0). The protocol is
// that of package tusd/v2/pkg/handler; this package gives it a store, owners,
// checksums and an end.
//
// An upload is objects of a [storage.Store]:
//
//	uploads/<id>/info                    its size and to whom it belongs
//	uploads/<id>/<20 digits>             a part, named by its offset; at most 8 MiB
//
// Objects are never changed, and a part is only stored where the one before it
// ends: the parts form one chain, whose length is the offset to go on from. Of
// two requests that write at the same place one wins, and the other is told of
// a conflict. So there is no lock and no state in the process: any replica may
// take the next request, and what is lost when a process dies is the part that
// was on its way.
//
// Memory is bounded by what a Put of one part takes.
package upload
