package notice

import (
	"encoding/json"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
)

// Moved returns the notices of versions of an API that came to another
// state, by a change at the given time: published, deprecated or retired. Old is
// the product before. Whom it concerns is still to be said.
func Moved(old, p *market.Product, at time.Time) []Notice {
	was := make(map[string]market.State)
	for _, v := range old.Versions {
		was[v.Name] = v.State
	}
	var all []Notice
	for i := range p.Versions {
		v := &p.Versions[i]
		if was[v.Name] == v.State {
			continue
		}
		title := shorten(p.Title.Vi) + " " + v.Name
		titleEn := shorten(p.Title.In(catalog.English)) + " " + v.Name
		n := Notice{
			At: at, Topics: []Topic{OfProduct(string(p.Ref())), OfAgency(p.Agency)}, Path: "/apis/" + string(p.Name) + "/" + v.Name,
		}
		switch v.State {
		case market.Published:
			if was[v.Name] == market.Deprecated {
				n.Text = catalog.Text{Vi: "Phiên bản này không còn trong diện sắp ngừng.", En: "It is no longer deprecated."}
			} else {
				n.Text = catalog.Text{Vi: shorten(v.Note.Vi), En: shorten(v.Note.In(catalog.English))}
			}
			n.Kind, n.Title = APIPublished, catalog.Text{Vi: "API " + title + " đã công bố", En: "API " + titleEn + " is published"}
		case market.Deprecated:
			n.Kind, n.Title = APIDeprecated, catalog.Text{Vi: "API " + title + " sắp ngừng", En: "API " + titleEn + " is deprecated"}
			day := v.Sunset.In(zone)
			n.Text = catalog.Text{Vi: "Ngừng từ ngày " + day.Format("02/01/2006") + ".", En: "It stops on " + day.Format("2 Jan 2006") + "."}
			if v.Successor != "" {
				n.Text.Vi, n.Text.En = n.Text.Vi+" Thay bằng "+v.Successor+".", n.Text.En+" Go to "+v.Successor+"."
			}
		case market.Retired:
			n.Kind, n.Title = APIRetired, catalog.Text{Vi: "API " + title + " đã ngừng", En: "API " + titleEn + " is retired"}
			n.Text = catalog.Text{Vi: "Lời gọi nay trả lời 410.", En: "Calls are answered with 410 now."}
		default:
			continue
		}
		n.ID = ID(at, string(n.Kind), string(p.Name), v.Name)
		data, err := json.Marshal(apiData{Product: p.Ref(), Version: v.Name, Sunset: v.Sunset, Successor: v.Successor})
		if err == nil { // of strings and a time
			n.Data = data
		}
		all = append(all, n)
	}
	return all
}

type apiData struct {
	Product   market.Ref `json:"product"`
	Version   string     `json:"version"`
	Sunset    time.Time  `json:"sunset,omitzero"`
	Successor string     `json:"successor,omitempty"`
}

// Answered is the notice for the owner of an application that an agency has
// answered, or ended, a subscription.
func Answered(s market.Subscription, owner string, at time.Time) Notice {
	said := map[market.SubscriptionState]catalog.Text{
		market.Active:  {Vi: "được chấp thuận", En: "is approved"},
		market.Refused: {Vi: "bị từ chối", En: "is refused"},
		market.Ended:   {Vi: "đã bị cơ quan chấm dứt", En: "was ended by the agency"},
	}[s.State]
	n := Notice{
		ID: ID(at, string(SubscriptionAnswered), s.Application, string(s.Product), string(s.State)), Kind: SubscriptionAnswered, To: []string{owner}, At: at,
		Title: catalog.Text{Vi: "Đăng ký dùng " + string(s.Product) + " " + said.Vi, En: "The subscription to " + string(s.Product) + " " + said.En},
		Path:  "/apps/" + s.Application,
	}
	if s.Answer != "" {
		n.Text = catalog.Text{Vi: "Cơ quan trả lời: " + shorten(s.Answer), En: "The agency says: " + shorten(s.Answer)}
	}
	data, err := json.Marshal(map[string]string{"application": s.Application, "product": string(s.Product), "state": string(s.State)})
	if err == nil { // of strings
		n.Data = data
	}
	return n
}

// AnsweredReuse is the notice for the owner of an application that an agency has
// answered its offer for the showcase of a product, or shows it no more.
func AnsweredReuse(r market.Reuse, owner string, at time.Time) Notice {
	said := catalog.Text{Vi: "được giới thiệu ở", En: "is shown with"}
	if r.State == market.ReuseRefused {
		said = catalog.Text{Vi: "không được giới thiệu ở", En: "is not shown with"}
	}
	n := Notice{
		ID: ID(at, string(ReuseAnswered), r.Application, string(r.Product), string(r.State)), Kind: ReuseAnswered, To: []string{owner}, At: at,
		Title: catalog.Text{Vi: shorten(r.Name) + " " + said.Vi + " " + string(r.Product), En: shorten(r.Name) + " " + said.En + " " + string(r.Product)},
		Path:  "/apps/" + r.Application,
	}
	if r.Answer != "" {
		n.Text = catalog.Text{Vi: "Cơ quan trả lời: " + shorten(r.Answer), En: "The agency says: " + shorten(r.Answer)}
	}
	data, err := json.Marshal(map[string]string{"application": r.Application, "product": string(r.Product), "state": string(r.State)})
	if err == nil { // of strings
		n.Data = data
	}
	return n
}
