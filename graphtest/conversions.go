package graphtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ConversionEvent is an event that a program has reported to a dataset.
type ConversionEvent struct {
	Name string
	Time time.Time
	// CTWAClid is the click id.
	CTWAClid string
	// Test says that the request had a test_event_code.
	Test bool
	// Data is the whole event as JSON.
	Data json.RawMessage
}

var datasetKind = &kind{
	name:     "dataset",
	typeName: "Dataset",
	standard: "id name",
}

const (
	maxConversionEvents  = 1000
	maxConversionAge     = 7 * 24 * time.Hour
	conversionClockDrift = time.Minute
	wrongEventName       = 2804066
	wrongClick           = 2804087
)

var (
	conversionEventNames = strings.Fields("AddToCart CartAbandoned InitiateCheckout LeadSubmitted OrderCanceled OrderCreated " +
		"OrderDelivered OrderReturned OrderShipped Purchase QualifiedLead RatingProvided ReviewProvided ViewContent")
	hashedUserData = strings.Fields("em ph fn ln ct st zp country db ge")
	sha256Hex      = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// AddDataset makes the dataset of a WABA and returns its id.
func (s *Server) AddDataset(wabaID, datasetID string) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addDataset(s.graph.must(wabaKind, wabaID), datasetID, "").id
}

// ConversionEvents returns the latest events that a dataset has received, the
// first one first; see [WithHistory] for how many.
func (s *Server) ConversionEvents(datasetID string) []ConversionEvent {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.must(datasetKind, datasetID).conversions.all()
}

func (g *graph) addDataset(waba *node, id, name string) *node {
	dataset := g.add(datasetKind, id, map[string]any{"name": orElse(name, waba.text("name")+" events")})
	dataset.links["owner"] = waba
	waba.links["dataset"] = dataset
	return dataset
}

func (c *call) readDataset() (any, *failure) {
	dataset := c.node.links["dataset"]
	if dataset == nil {
		return map[string]any{"data": []any{}}, nil
	}
	return c.project(datasetKind, dataset, c.fields)
}

// createDataset makes the dataset of a WABA, unless there is one.
func (c *call) createDataset() (any, *failure) {
	dataset := c.node.links["dataset"]
	if dataset == nil {
		name, _ := c.params.text("dataset_name")
		dataset = c.graph.addDataset(c.node, "", name)
	}
	return map[string]any{"id": dataset.id}, nil
}

// receiveEvents takes all events of a request or none.
func (c *call) receiveEvents() (any, *failure) {
	list, given, f := c.params.list("data")
	switch {
	case f != nil:
		return nil, f
	case !given || len(list) == 0:
		return nil, missing("data")
	case len(list) > maxConversionEvents:
		return nil, invalid("Param data must have at most %d items - got %d", maxConversionEvents, len(list))
	}
	_, test := c.params["test_event_code"]
	events := make([]ConversionEvent, 0, len(list))
	for i, item := range list {
		members, isObject := item.(map[string]any)
		if !isObject {
			return nil, invalid("Param data[%d] must be an object", i)
		}
		event, f := readConversion(members, fmt.Sprintf("data[%d]", i), c.now())
		if f != nil {
			return nil, f
		}
		event.Test = test
		events = append(events, event)
	}
	c.node.conversions.most = c.server.config.history
	for _, event := range events {
		c.node.conversions.add(event)
	}
	return map[string]any{"events_received": len(events), "messages": []any{}, "fbtrace_id": "A" + c.node.id}, nil
}

func readConversion(members parameters, place string, now time.Time) (event ConversionEvent, f *failure) {
	name, _ := members.text("event_name")
	if !slices.Contains(conversionEventNames, name) {
		return event, conversionFailure(wrongEventName, "Messaging Event Invalid Event Type", "%s['event_name'] is %q", place, name)
	}
	for member, want := range map[string]string{"action_source": "business_messaging", "messaging_channel": "whatsapp"} {
		if got, _ := members.text(member); got != want {
			return event, invalid("Param %s['%s'] must be %q - got %q", place, member, want, got)
		}
	}
	event.Name = name
	if event.Time, f = conversionTime(members, place, now); f != nil {
		return event, f
	}
	user, _ := members["user_data"].(map[string]any)
	if event.CTWAClid, f = conversionUser(user, place+"['user_data']"); f != nil {
		return event, f
	}
	custom, _ := members["custom_data"].(map[string]any)
	if name == "Purchase" && (custom["value"] == nil || custom["currency"] == nil) {
		return event, required(place + "['custom_data']")
	}
	event.Data, _ = json.Marshal(members)
	return event, nil
}

func conversionTime(members parameters, place string, now time.Time) (time.Time, *failure) {
	text, _ := members.text("event_time")
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, invalid("Param %s['event_time'] must be a Unix timestamp - got %q", place, text)
	}
	moment := time.Unix(seconds, 0)
	if age := now.Sub(moment); age > maxConversionAge || age < -conversionClockDrift {
		return moment, invalid("Param %s['event_time'] must be within the last seven days - got %q", place, text)
	}
	return moment, nil
}

// conversionUser returns the click of the person that an event is about.
func conversionUser(user parameters, place string) (click string, f *failure) {
	click, _ = user.text("ctwa_clid")
	if strings.TrimSpace(click) == "" {
		return "", conversionFailure(wrongClick, "Invalid Ctwa Clid", "%s['ctwa_clid'] is missing", place)
	}
	for _, id := range []string{"whatsapp_business_account_id", "page_id"} {
		if _, given := user[id]; !given {
			continue
		}
		if _, f := user.id(id); f != nil {
			return "", f
		}
	}
	for _, name := range hashedUserData {
		hashes, _, f := user.texts(name)
		if f != nil {
			return "", f
		}
		for _, hash := range hashes {
			if !sha256Hex.MatchString(hash) {
				return "", invalid("Param %s['%s'] must be a SHA-256 hash", place, name)
			}
		}
	}
	return click, nil
}

func conversionFailure(subcode int, title, format string, args ...any) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message:     "Invalid parameter",
		Type:        oauthException,
		Code:        100,
		Subcode:     subcode,
		UserTitle:   title,
		UserMessage: fmt.Sprintf(format, args...),
	}}
}
