package forum

import (
	"context"
	"embed"
	"fmt"
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/story"
	"nguon/catalog/voice"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

const (
	maxForm    = voice.MaxFiles*maxPicture + 1<<18 // bytes of a form
	pageLength = 20                                // posts
)

// Deps are what the room is made of. All are needed.
type Deps struct {
	Frame    *frame.Frame
	Voices   *voice.Voices
	Stories  *story.Stories
	Tales    *story.Shelf
	Reuses   market.Reuses
	Products interface {
		Product(ctx context.Context, name catalog.Slug) (market.Product, error)
	}
	Key []byte // signs when a form was shown
}

// A Room is where people take part: a [frame.Wing].
type Room struct {
	*frame.Room
	Deps
	guard guard
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*Room, error) {
	room, err := d.Frame.Room(templateFiles, "posts", "post", "ask", "showcase", "story", "stories")
	if err != nil {
		return nil, fmt.Errorf("forum: %w", err)
	}
	return &Room{Room: room, Deps: d, guard: guard{d.Key}}, nil
}

// A section is one of the two places at which posts are: what it is called below
// the portal, and which kinds are there.
type section struct {
	path  string
	kinds []voice.Kind
}

var (
	questions = section{"/questions", voice.AboutData()}
	requests  = section{"/requests", []voice.Kind{voice.Request}}
)

// Routes adds the pages to mux.
func (room *Room) Routes(mux *http.ServeMux) {
	for _, s := range []section{questions, requests} {
		room.Page(mux, "GET "+s.path, s.bind(room.list))
		room.Page(mux, "GET /feeds"+s.path+".atom", s.bind(room.feed))
		room.Page(mux, "GET "+s.path+"/{id}", s.bind(room.post))
		room.Page(mux, "GET "+s.path+"/{id}/pictures/{file}", room.picture)
		room.Page(mux, "GET "+s.path+"/new", room.Signed(s.signed(room.newPost)))
		room.Page(mux, "POST "+s.path+"/new", room.Signed(s.signed(room.ask)))
		for name, act := range acts {
			room.Page(mux, "POST "+s.path+"/{id}/"+name, room.Signed(func(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
				return room.act(w, r, l, v, name, act)
			}))
		}
	}
	room.Page(mux, "GET /account/questions", room.Signed(room.mine))
	room.Page(mux, "GET /desk/{agency}/questions", room.Signed(room.desk))
	room.Page(mux, "GET /admin/questions", room.Signed(room.admin))
	room.Page(mux, "GET /stories/new", room.Signed(room.newStory))
	room.Page(mux, "POST /stories/new", room.Signed(room.tell))
	room.Page(mux, "GET /stories/{id}", room.story)
	room.Page(mux, "GET /stories/{id}/{picture}", room.storyPicture)
	room.Page(mux, "POST /stories/{id}/answer", room.Signed(room.answerStory))
	room.Page(mux, "POST /stories/{id}/withdraw", room.Signed(room.withdrawStory))
	room.Page(mux, "GET /account/stories", room.Signed(room.myStories))
	room.Page(mux, "GET /desk/{agency}/stories", room.Signed(room.deskStories))
	room.Page(mux, "GET /admin/stories", room.Signed(room.deskStories))
	room.Page(mux, "GET /showcase", room.showcase)
	room.Page(mux, "GET /feeds/showcase.atom", room.showcaseFeed)
}

type sectionHandler func(w http.ResponseWriter, r *http.Request, l *frame.Locale, s section) error

func (s section) bind(h sectionHandler) frame.PageHandler {
	return func(w http.ResponseWriter, r *http.Request, l *frame.Locale) error { return h(w, r, l, s) }
}

type signedSectionHandler func(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, s section) error

func (s section) signed(h signedSectionHandler) frame.SignedHandler {
	return func(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
		return h(w, r, l, v, s)
	}
}

// viewer returns who looks; a stranger is the zero value.
func viewer(r *http.Request) account.Principal {
	v, _ := frame.VisitOf(r.Context())
	return v.Principal()
}

// agencies returns all agencies by their codes.
func (room *Room) agencies(ctx context.Context) (map[string]catalog.Text, []catalog.Agency, error) {
	all, err := room.Voices.Catalogue.Agencies(ctx)
	if err != nil {
		return nil, nil, err
	}
	titles := make(map[string]catalog.Text, len(all))
	for _, a := range all {
		titles[a.Code] = a.Title
	}
	return titles, all, nil
}
