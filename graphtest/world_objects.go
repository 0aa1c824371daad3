package graphtest

import (
	"bytes"
	"encoding/json"
	"maps"
	"time"
)

// User is a business user or system user.
type User struct {
	ID     string
	Name   string
	Type   string // BUSINESS_USER, SYSTEM_USER or PERSONAL_USER
	Fields map[string]any
}

// AssignedUser is a user with tasks on a WABA.
type AssignedUser struct {
	// ID names the user. An unknown user is created in the business of the WABA.
	ID    string
	Name  string
	Type  string
	Tasks []string
	// AssignedAt is the assignment_date in the list of the user's accounts.
	AssignedAt time.Time
}

// WelcomeSequence is a welcome message sequence.
type WelcomeSequence struct {
	ID   string
	Name string
	// Content is the sequence as JSON text.
	Content string
	// UsedInAd protects the sequence from updates and deletion.
	UsedInAd bool
}

// Application is an app on Meta's platform.
type Application struct {
	ID   string
	Name string
}

// Solution is a multi-partner solution.
type Solution struct {
	ID               string
	Name             string
	Status           string
	PendingRequest   string
	OwnerPermissions []string
	// PartnerAppID names the partner. If the server has that app, the solution
	// is in its list too.
	PartnerAppID string
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

// MessageHistory is the history of one message.
type MessageHistory struct {
	ID        string
	MessageID string
}

// MessageHistoryEvent is one step of a message on its way.
type MessageHistoryEvent struct {
	ID               string
	Status           string // ACCEPTED, SENT, DELIVERED, READ or ERROR
	OccurredAt       time.Time
	ErrorDescription string
	ApplicationID    string
	ApplicationName  string
	Fields           map[string]any
}

// AddUser adds a user to a business, without any tasks, and returns its id.
func (s *Server) AddUser(businessID string, u User) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addUser(s.graph.must(businessKind, businessID), u).id
}

// AddAssignedUser gives a user tasks on a WABA and returns the user's id.
func (s *Server) AddAssignedUser(wabaID string, u AssignedUser) string {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.must(wabaKind, wabaID)
	user := s.graph.find(userKind, u.ID)
	if user == nil {
		user = s.graph.addUser(waba.links["business"], User{ID: u.ID, Name: u.Name, Type: u.Type})
	}
	assign(waba, user, orList(u.Tasks, []string{"MANAGE"}), orElse(u.AssignedAt, sampleMoment))
	return user.id
}

// AddWelcomeSequence adds a welcome message sequence to a WABA and returns its id.
func (s *Server) AddWelcomeSequence(wabaID string, w WelcomeSequence) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addSequence(s.graph.must(wabaKind, wabaID), w).id
}

// AddMedia adds a media object that belongs to a phone number and returns its id.
func (s *Server) AddMedia(phoneNumberID, mimeType string, data []byte) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addMedia(s.graph.must(phoneKind, phoneNumberID), mimeType, bytes.Clone(data)).id
}

// AddApplication adds an app and returns its id.
func (s *Server) AddApplication(a Application) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.add(appKind, a.ID, map[string]any{"name": orElse(a.Name, "Application")}).id
}

// AddSolution adds a solution that an app owns and returns its id.
func (s *Server) AddSolution(ownerAppID string, solution Solution) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addSolution(s.graph.must(appKind, ownerAppID), solution).id
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

// AddMessageHistory adds the history of a message to a phone number and returns
// its id.
func (s *Server) AddMessageHistory(phoneNumberID string, h MessageHistory) string {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	history := s.graph.add(historyKind, h.ID, map[string]any{})
	history.values["message_id"] = orElse(h.MessageID, "wamid."+history.id)
	history.links["owner"] = phone
	phone.connect(historyEdge, history)
	return history.id
}

// AddMessageHistoryEvent adds an event to a message history and returns its id.
func (s *Server) AddMessageHistoryEvent(historyID string, e MessageHistoryEvent) string {
	s.world.Lock()
	defer s.world.Unlock()
	history := s.graph.must(historyKind, historyID)
	occurred := orElse(e.OccurredAt, sampleMoment)
	values := map[string]any{
		"delivery_status":      orElse(e.Status, "SENT"),
		"occurrence_timestamp": occurred.Unix(),
		"status_timestamp":     occurred.Unix(),
		"webhook_update_state": "DELIVERED",
		"application": map[string]any{
			"id":   orElse(e.ApplicationID, AppID),
			"name": orElse(e.ApplicationName, "Application"),
		},
	}
	if e.ErrorDescription != "" {
		values["error_description"] = e.ErrorDescription
	}
	maps.Copy(values, e.Fields)
	event := newNode(eventKind, orElse(e.ID, s.graph.newID()), values)
	history.connect(eventsEdge, event)
	return event.id
}

func (g *graph) addUser(business *node, u User) *node {
	values := map[string]any{
		"name":      orElse(u.Name, "Account manager"),
		"user_type": orElse(u.Type, "BUSINESS_USER"),
		"business":  map[string]any{"id": business.id, "name": business.values["name"]},
	}
	maps.Copy(values, u.Fields)
	user := g.add(userKind, u.ID, values)
	user.links["business"] = business
	return user
}

func (g *graph) addSequence(waba *node, w WelcomeSequence) *node {
	content := orElse(w.Content, `{"text":"Hello, how can we help?"}`)
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(content)); err != nil {
		panic("graphtest: the content of the welcome message sequence is not JSON")
	}
	sequence := newNode(sequenceKind, orElse(w.ID, g.newID()), map[string]any{
		"name":                     orElse(w.Name, "Welcome"),
		"welcome_message_sequence": compact.String(),
		"is_used_in_ad":            w.UsedInAd,
	})
	waba.connect(sequencesEdge, sequence)
	return sequence
}

// addMedia keeps data, which must not change any more.
func (g *graph) addMedia(phone *node, mimeType string, data []byte) *node {
	media := g.add(mediaKind, "", map[string]any{"mime_type": mimeType})
	media.content = data
	media.links["owner"] = phone
	return media
}

func (g *graph) addSolution(owner *node, s Solution) *node {
	solution := g.add(solutionKind, s.ID, map[string]any{
		"name":                       orElse(s.Name, "Messaging solution"),
		"status":                     orElse(s.Status, "ACTIVE"),
		"status_for_pending_request": orElse(s.PendingRequest, "NONE"),
		"owner_app":                  map[string]any{"id": owner.id, "name": owner.values["name"]},
		"owner_permissions":          orList(s.OwnerPermissions, []string{}),
	})
	solution.hidden["owner"] = owner.id
	owner.connect(solutionsEdge, solution)
	if partner := g.find(appKind, s.PartnerAppID); partner != nil {
		partner.connect(solutionsEdge, solution)
	}
	return solution
}
