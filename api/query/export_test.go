package query

// EngineOnly makes s leave every query to the engine, so that tests can set both
// readers against each other.
func EngineOnly(s *Service) { s.engineOnly = true }
