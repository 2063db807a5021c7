package chart

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"nguon/web/carto"
)

// mostTiles is how many tiles are below one map.
const mostTiles = 20

// Tiles are those of a server, which pages lay below maps. Browsers of readers ask
// that server for them; files of maps have none.
type Tiles struct {
	template string
	origin   string
	credit   string
}

// ParseTiles reads the address of tiles, such as
// https://tiles.example/{z}/{x}/{y}.png, and whom to credit for them. The empty
// address is nil: there are none.
func ParseTiles(template, credit string) (*Tiles, error) {
	if template == "" {
		return nil, nil //nolint:nilnil // which means none
	}
	u, err := url.Parse(strings.NewReplacer("{z}", "0", "{x}", "0", "{y}", "0").Replace(template))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsAny(u.Host, " ;,'*") {
		return nil, fmt.Errorf("the address of tiles %q is not an http(s) address", template)
	}
	for _, part := range []string{"{z}", "{x}", "{y}"} {
		if !strings.Contains(template, part) {
			return nil, fmt.Errorf("the address of tiles %q has no %s", template, part)
		}
	}
	if credit == "" {
		return nil, errors.New("tiles need a credit: their licences want it")
	}
	return &Tiles{template: template, origin: u.Scheme + "://" + u.Host, credit: credit}, nil
}

// cover are the tiles below a map.
func (t *Tiles) cover(v *carto.View) []tileMark {
	if t == nil {
		return nil
	}
	var all []tileMark
	for _, tile := range v.Tiles(mostTiles) {
		address := strings.NewReplacer("{z}", strconv.Itoa(tile.Zoom), "{x}", strconv.Itoa(tile.X), "{y}", strconv.Itoa(tile.Y)).Replace(t.template)
		all = append(all, tileMark{address, tile.Left, tile.Top, tile.Side})
	}
	return all
}

// allow lets a page load tiles, and nothing else from elsewhere.
func (t *Tiles) allow(h http.Header) {
	if t == nil {
		return
	}
	policy := h.Get("Content-Security-Policy")
	h.Set("Content-Security-Policy", strings.Replace(policy, "img-src 'self'", "img-src 'self' "+t.origin, 1))
}
