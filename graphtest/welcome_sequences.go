package graphtest

import (
	"bytes"
	"encoding/json"
)

// WelcomeSequence is a welcome message sequence.
type WelcomeSequence struct {
	ID   string
	Name string
	// Content is the sequence as JSON.
	Content string
	// UsedInAd prevents updates and deletion of the sequence.
	UsedInAd bool
	// AppID is the app that app_id=... finds the sequence by.
	AppID string
}

var sequenceKind = &kind{
	typeName: "CTXPartnerAppWelcomeMessageFlow",
	idField:  "sequence_id",
	standard: "sequence_id name welcome_message_sequence is_used_in_ad",
}

const sequencesEdge = "welcome_message_sequences"

var sequences = listing{edge: sequencesEdge, view: sequenceKind}

// Error codes of welcome message sequences.
const (
	codeSequenceMalformed = 4027001
	codeSequenceMissing   = 4027010
	codeSequenceInAd      = 4027012
	codeSequenceUnknown   = 4027017
)

// AddWelcomeSequence adds a welcome message sequence to a WABA and returns its
// id.
func (s *Server) AddWelcomeSequence(wabaID string, w WelcomeSequence) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addSequence(s.graph.must(wabaKind, wabaID), w).id
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
	sequence.hidden["app"] = w.AppID
	waba.connect(sequencesEdge, sequence)
	return sequence
}

func (c *call) listSequences() (any, *failure) {
	connection := sequences
	if _, given := c.params["sequence_id"]; given {
		wanted, f := c.requestedSequence()
		if f != nil {
			return nil, f
		}
		connection.keep = func(n *node) bool { return n == wanted }
	} else if _, given := c.params["app_id"]; given {
		app, f := c.params.id("app_id")
		if f != nil {
			return nil, f
		}
		connection.keep = func(n *node) bool { return n.hidden["app"] == app }
	}
	reply, f := c.list(connection)
	if f != nil {
		return nil, f
	}
	if c.server.config.sequencePages {
		return reply, nil
	}
	return reply.Data, nil
}

func (c *call) requestedSequence() (*node, *failure) {
	id, _ := c.params.text("sequence_id")
	sequence := c.node.item(sequencesEdge, id)
	if sequence == nil {
		return nil, sequenceFailure(codeSequenceUnknown, "Could not load the sequence "+id)
	}
	return sequence, nil
}

// saveSequence creates a sequence, or updates the one that sequence_id names.
func (c *call) saveSequence() (any, *failure) {
	if _, given := c.params["sequence_id"]; given {
		return c.updateSequence()
	}
	name, nameGiven, f := c.sequenceName()
	if f != nil {
		return nil, f
	}
	content, contentGiven, f := c.sequenceContent()
	if f != nil {
		return nil, f
	}
	if !nameGiven {
		return nil, sequenceFailure(codeSequenceMissing, "The parameter name is missing")
	}
	if !contentGiven {
		return nil, sequenceFailure(codeSequenceMissing, "The parameter welcome_message_sequence is missing")
	}
	sequence := WelcomeSequence{Name: name, Content: content}
	if app, f := c.callingApp(); f == nil {
		sequence.AppID = app.id
	}
	return map[string]any{"sequence_id": c.graph.addSequence(c.node, sequence).id}, nil
}

func (c *call) updateSequence() (any, *failure) {
	sequence, f := c.requestedSequence()
	if f != nil {
		return nil, f
	}
	name, nameGiven, f := c.sequenceName()
	if f != nil {
		return nil, f
	}
	content, contentGiven, f := c.sequenceContent()
	if f != nil {
		return nil, f
	}
	if !nameGiven && !contentGiven {
		return nil, sequenceFailure(codeSequenceMissing, "The parameters name and welcome_message_sequence are both missing")
	}
	if f := checkUnused(sequence); f != nil {
		return nil, f
	}
	if nameGiven {
		sequence.values["name"] = name
	}
	if contentGiven {
		sequence.values["welcome_message_sequence"] = content
	}
	return success(), nil
}

func (c *call) deleteSequence() (any, *failure) {
	if _, given := c.params["sequence_id"]; !given {
		return nil, sequenceFailure(codeSequenceMissing, "The parameter sequence_id is missing")
	}
	sequence, f := c.requestedSequence()
	if f != nil {
		return nil, f
	}
	if f := checkUnused(sequence); f != nil {
		return nil, f
	}
	c.node.disconnect(sequencesEdge, sequence.id)
	return success(), nil
}

func checkUnused(sequence *node) *failure {
	if sequence.values["is_used_in_ad"] == true {
		return sequenceFailure(codeSequenceInAd,
			"The sequence "+sequence.id+" is linked to an active ad and cannot be updated or deleted")
	}
	return nil
}
