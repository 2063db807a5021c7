package api

// Routes returns the routes of the API, such as "GET /v1/datasets", whether they
// are counted or not.
func (s *Server) Routes() []string {
	var routes []string
	for _, r := range append(s.open(), s.metered()...) {
		routes = append(routes, r.method+" "+r.path)
	}
	return routes
}

// Kept is how many bytes of answers are kept.
func (s *Server) Kept() uint64 { return s.rows.size() }
