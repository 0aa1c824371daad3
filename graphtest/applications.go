package graphtest

import "time"

// Application is an app on Meta's platform.
type Application struct {
	ID   string
	Name string
}

// ConnectedBusiness is a client business of an app.
type ConnectedBusiness struct {
	ID                 string
	Name               string
	VerificationStatus string
	BusinessStatus     string
	CreatedAt          time.Time
	UpdatedAt          time.Time
}

var appKind = &kind{
	name:     "app",
	typeName: "Application",
	standard: "id name",
}

var connectedBusinessKind = &kind{
	typeName: "Business",
	standard: "id name verification_status business_status created_time updated_time",
}

const clientsEdge = "connected_client_businesses"

// AddApplication adds an app and returns its id.
func (s *Server) AddApplication(a Application) string {
	s.world.Lock()
	defer s.world.Unlock()
	app := s.graph.add(appKind, a.ID, map[string]any{"name": orElse(a.Name, "Application")})
	if s.graph.firstApp == nil {
		s.graph.firstApp = app
	}
	return app.id
}

// AddConnectedBusiness adds a client business to an app and returns its id.
func (s *Server) AddConnectedBusiness(appID string, b ConnectedBusiness) string {
	s.world.Lock()
	defer s.world.Unlock()
	app := s.graph.must(appKind, appID)
	client := newNode(connectedBusinessKind, orElse(b.ID, s.graph.newID()), map[string]any{
		"name":                orElse(b.Name, "Client business"),
		"verification_status": orElse(b.VerificationStatus, "VERIFIED"),
		"business_status":     orElse(b.BusinessStatus, "ACTIVE"),
		"created_time":        orElse(b.CreatedAt, sampleMoment).UTC().Format(time.RFC3339),
		"updated_time":        orElse(b.UpdatedAt, sampleMoment).UTC().Format(time.RFC3339),
	})
	app.connect(clientsEdge, client)
	return client.id
}

func (c *call) listConnectedBusinesses() (any, *failure) {
	return c.list(listing{edge: clientsEdge, view: connectedBusinessKind})
}
