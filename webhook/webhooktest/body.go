package webhooktest

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/internal/inbound"
)

// Options change a body. Every field is optional.
type Options struct {
	// From is the user: a phone number of digits alone, or a business-scoped
	// user id such as US.13491208655302741918, which hides the number.
	From string
	// To is the phone number of the business, of digits alone, and
	// PhoneNumberID is its id.
	To            string
	PhoneNumberID string
	// WABAID is the id of the WhatsApp Business Account.
	WABAID string

	// ID is the id of what the event is about: a message, a call, a group, a
	// template or a flow. By default, a message or call has one that is new,
	// so that the event is not taken for one that was delivered before.
	ID string
	// Time is when it happened, by default now. All other times of the body
	// keep their distance from it.
	Time time.Time
	// Text is what the user wrote: the text, the caption or the title of the
	// button.
	Text string
	// Code is the code of the error, as of a failed message.
	Code int

	// Set sets any other members. A name is the path of a member of the event,
	// such as text.body or errors.0.title; the event is the element of the
	// list, such as the message, where its field has lists, and the value
	// elsewhere. With a slash in front it is a JSON pointer into the whole
	// body, such as /entry/0/changes/0/value/contacts/0/profile/name.
	Set map[string]any
}

// What the files say, for Options to replace.
const (
	sampleUser         = "15550100142"
	sampleUserID       = "US.13491208655302741918"
	sampleParentUserID = "US.ENT.11815799212886844830"
	sampleNumber       = "15550100100"
	sampleNumberID     = "106540352242922"
	sampleWABAID       = "102290129340398"
)

// Body returns a body with one event of a kind, as Meta would send it: JSON in
// which slashes and characters beyond ASCII are escaped. The error says that
// there is no such kind, or which option does not fit it.
func Body(kind string, options *Options) ([]byte, error) {
	if options == nil {
		options = &Options{}
	}
	found, ok := find(kind)
	if !ok {
		return nil, fmt.Errorf("webhooktest: unknown kind %q; see Kinds", kind)
	}
	b, err := open(found)
	if err != nil {
		return nil, err
	}
	if err := b.apply(options); err != nil {
		return nil, fmt.Errorf("webhooktest: %s: %w", kind, err)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(b.root); err != nil {
		return nil, fmt.Errorf("webhooktest: %s: %w", kind, err)
	}
	return inbound.Escape(bytes.TrimSuffix(text.Bytes(), []byte("\n"))), nil
}

// A body is one that is being changed.
type body struct {
	root  map[string]any
	entry map[string]any
	event map[string]any
}

// eventLists are the lists whose elements are events.
var eventLists = []string{
	"messages", "statuses", "calls", "groups", "history", "message_echoes", "state_sync", "user_preferences",
	"user_actions", "automatic_events", "errors",
}

// open reads the file of a kind and keeps one event of it.
func open(k kind) (*body, error) {
	text, err := bodies.ReadFile("bodies/" + k.file + ".json")
	if err != nil {
		return nil, err
	}
	b := &body{}
	if err := decode(text, &b.root); err != nil {
		return nil, fmt.Errorf("webhooktest: %s: %w", k.file, err)
	}
	b.entry = at[map[string]any](b.root, "entry", "0")
	b.event = at[map[string]any](b.entry, "changes", "0", "value")
	if _, lists := b.event["messaging_product"]; lists {
		b.keepOne(k.element)
	}
	return b, setAll(b.event, k.set)
}

// keepOne makes the event that of a list, and removes its neighbors.
func (b *body) keepOne(element int) {
	value := b.event
	if standby, ok := value["standby"].(map[string]any); ok {
		value = standby
	}
	for _, name := range eventLists {
		if list, ok := value[name].([]any); ok && element < len(list) {
			if event, ok := list[element].(map[string]any); ok {
				value[name] = list[element : element+1]
				b.event = event
				return
			}
		}
	}
}

func (b *body) apply(options *Options) error {
	b.shift(options.Time)
	b.readdress(options)
	if options.ID != "" {
		if !b.setFirst([]string{"id", "group_id", "message_template_id", "flow_id", "solution_id"}, options.ID) {
			return fmt.Errorf("it has no id to be %q", options.ID)
		}
	} else if old, ok := b.event["id"].(string); ok {
		b.event["id"] = freshID(old)
	}
	if options.Text != "" && !b.setFirst(texts, options.Text) {
		return fmt.Errorf("it has no text to be %q", options.Text)
	}
	if options.Code != 0 && !b.setCode(options.Code) {
		return fmt.Errorf("it has no error to have the code %d", options.Code)
	}
	for _, path := range slices.Sorted(maps.Keys(options.Set)) {
		if err := b.set(path, options.Set[path]); err != nil {
			return err
		}
	}
	return nil
}

// texts are the members that hold what a user wrote.
var texts = []string{
	"text.body", "edit.message.text.body", "image.caption", "video.caption", "document.caption", "button.text",
	"interactive.button_reply.title", "interactive.list_reply.title", "interactive.nfm_reply.body",
	"interactive.body.text", "order.text", "reaction.emoji",
}

// setFirst sets the first of these members whose object is there. A caption
// may be new.
func (b *body) setFirst(paths []string, text string) bool {
	for _, path := range paths {
		elements := strings.Split(path, ".")
		last := len(elements) - 1
		object := at[map[string]any](b.event, elements[:last]...)
		if object == nil {
			continue
		}
		old, exists := object[elements[last]]
		if exists || elements[last] == "caption" {
			object[elements[last]] = like(old, text)
			return true
		}
	}
	return false
}

// setCode sets the code of the first error, and takes away what is about the
// code of the file.
func (b *body) setCode(code int) bool {
	failure := b.event
	if _, is := failure["code"]; !is {
		failure = at[map[string]any](b.event, "errors", "0")
	}
	if failure == nil {
		return false
	}
	if number := json.Number(strconv.Itoa(code)); failure["code"] != number {
		title := fmt.Sprintf("Error %d", code)
		maps.DeleteFunc(failure, func(string, any) bool { return true })
		maps.Copy(failure, map[string]any{"code": number, "title": title, "message": title})
	}
	return true
}

func (b *body) set(path string, value any) error {
	if pointer, whole := strings.CutPrefix(path, "/"); whole {
		elements := strings.Split(pointer, "/")
		for i, element := range elements {
			elements[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(element)
		}
		return set(b.root, elements, value)
	}
	return set(b.event, strings.Split(path, "."), value)
}

// freshID returns a new id that looks like another one.
func freshID(old string) string {
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails
	prefix, _, hasPrefix := strings.Cut(old, ".")
	if prefix != "wamid" {
		if !hasPrefix {
			return old[:min(len(old), 2)] + base64.RawURLEncoding.EncodeToString(random)
		}
		return prefix + "." + base64.RawURLEncoding.EncodeToString(random)
	}
	content := append([]byte{0x1c, 0x18, byte(len(sampleUser))}, sampleUser...)
	content = append(content, 0x15, 0x02, 0x00, 0x12, 0x18, 0x20)
	content = append(content, strings.ToUpper(hex.EncodeToString(random))...)
	return "wamid." + base64.StdEncoding.EncodeToString(append(content, 0x00))
}
