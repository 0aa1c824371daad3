package webhook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// elementKey is the key of an element that has an id: the bare id for an
// inbound message, id and parts otherwise. The same id in another field is
// another event, so the field goes first there.
func (e *Envelope) elementKey(id string, parts ...string) string {
	if id == "" {
		return e.hashKey(parts...)
	}
	for len(parts) > 0 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	var key strings.Builder
	if field := e.Field(); field != FieldMessages && field != "" {
		key.WriteString(field)
		key.WriteByte(':')
	}
	key.WriteString(keyEscaper.Replace(id))
	for _, part := range parts {
		key.WriteByte(':')
		key.WriteString(keyEscaper.Replace(part))
	}
	return key.String()
}

// keyEscaper keeps two lists of parts from having one key. Ids that Meta has
// given so far are left as they are.
var keyEscaper = strings.NewReplacer(":", "%3A", "%", "%25")

// hashKey is the key of an event without an id. The account, the number and the
// time go in because two accounts or numbers, or one at two times, may send the
// same and mean two events. The parts are what the element itself does not say.
func (e *Envelope) hashKey(parts ...string) string {
	o := e.from()
	hash := sha256.New()
	sent := strconv.FormatInt(o.time.Unix(), 10)
	all := append([]string{o.entryID, sent, o.field, e.Metadata.PhoneNumberID, canonical(e.raw)}, parts...)
	for _, part := range all {
		io.WriteString(hash, strconv.Itoa(len(part))+":")
		io.WriteString(hash, part)
	}
	return o.field + ":" + hex.EncodeToString(hash.Sum(nil)[:16])
}

// canonical returns the JSON with its members in order and without white space,
// so that the same event has the same key however it is written.
func canonical(raw string) string {
	decoder := json.NewDecoder(strings.NewReader(raw))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return raw
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(value) != nil { //nolint:errchkjson // it is checked
		return raw
	}
	return text.String()
}

// keyParts returns the ids of a contact, without those that the element gives
// itself: who an element is about may be said by its contact alone.
func (c *Contact) keyParts(waID, userID, parentUserID string) []string {
	if c == nil {
		return nil
	}
	parts := []string{c.WAID, c.UserID, c.ParentUserID}
	for i, known := range []string{waID, userID, parentUserID} {
		if parts[i] == known {
			parts[i] = ""
		}
	}
	return parts
}
