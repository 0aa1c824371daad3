package webhook

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"strings"
)

// elementKey is the key of an element that has an id: the bare id for an
// inbound message, id and parts otherwise. The same id in another field is
// another event, so the field goes first there.
func (e *Envelope) elementKey(id string, parts ...string) string {
	if id == "" {
		return e.hashKey()
	}
	key := id
	if len(parts) > 0 {
		key += ":" + strings.Join(parts, ":")
	}
	if field := e.Field(); field != FieldMessages && field != "" {
		key = field + ":" + key
	}
	return key
}

// hashKey is the key of an event without an id. The account, the number and the
// time go in because two accounts or numbers, or one at two times, may send the
// same bytes and mean two events.
func (e *Envelope) hashKey() string {
	o := e.from()
	hash := sha256.New()
	sent := strconv.FormatInt(o.time.Unix(), 10)
	for _, part := range []string{o.entryID, sent, o.field, e.Metadata.PhoneNumberID, e.raw} {
		io.WriteString(hash, strconv.Itoa(len(part))+":")
		io.WriteString(hash, part)
	}
	return o.field + ":" + hex.EncodeToString(hash.Sum(nil)[:16])
}
