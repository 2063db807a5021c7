package api

import (
	"net/url"

	"nguon/api/problem"
	"nguon/catalog/market"
)

// notApproved says where the application of a caller can ask for a product that
// needs approval.
func (s *Server) notApproved(who *caller, p *market.Product) error {
	ask := "/apps"
	if who.Key.Application != "" {
		ask += "/" + url.PathEscape(who.Key.Application) + "/subscriptions/new?" + url.Values{"product": {string(p.Ref())}}.Encode()
	}
	ask = s.url(ask)
	return problem.Errorf(problem.PlanRequired, "Ứng dụng của khóa này chưa được cơ quan chấp thuận dùng API. Đăng ký tại %s",
		"The application of this key is not approved by the agency to use the API. Ask for it at %s", ask)
}
