package webhooktest

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/internal/graphtime"
)

// readdress replaces the user, the number and the account of the file.
func (b *body) readdress(options *Options) {
	replaced := map[string]any{}
	for sample, given := range map[string]string{
		sampleNumber: options.To, sampleNumberID: options.PhoneNumberID, sampleWABAID: options.WABAID,
	} {
		if given != "" {
			replaced[sample] = given
		}
	}
	switch {
	case options.From == "" || options.From == sampleUser:
	case isUserID(options.From):
		replaced[sampleUser], replaced[sampleUserID], replaced[sampleParentUserID] = remove, options.From, remove
	default:
		replaced[sampleUser], replaced[sampleUserID], replaced[sampleParentUserID] = options.From, userIDOf(options.From), remove
	}
	edit(b.root, func(name string, value any) any {
		text := fmt.Sprint(value)
		to, ok := replaced[text]
		switch {
		case !ok && name == "body": // which may mention the number
			if number, isText := replaced[sampleUser].(string); isText {
				return strings.ReplaceAll(text, sampleUser, number)
			}
			return value
		case !ok:
			return value
		case to == remove:
			return remove
		}
		return like(value, to.(string)) //nolint:forcetypeassert // remove is the only other value
	})
}

// isUserID reports whether a user is a business-scoped user id: the code of a
// country and a dot in front.
func isUserID(user string) bool { return strings.Contains(user, ".") }

// userIDOf returns the same business-scoped user id for a number each time, so
// that two users have two of them.
func userIDOf(number string) string {
	hash := sha256.Sum256([]byte(number))
	return "US." + strconv.FormatUint(binary.BigEndian.Uint64(hash[:])|1<<63, 10)
}

// sampleTime is about when everything in the files happened.
const sampleTime int64 = 1_760_000_000

// shift moves all times of the body so that the event happens at this time.
func (b *body) shift(to time.Time) {
	if to.IsZero() {
		to = time.Now()
	}
	happened, hasTime := b.happened()
	by := to.Unix() - happened
	edit(b.root, func(name string, value any) any {
		if seconds, ok := unixTime(name, value); ok {
			return like(value, strconv.FormatInt(seconds+by, 10))
		}
		return value
	})
	if _, has := b.entry["time"]; has || !hasTime {
		b.entry["time"] = json.Number(strconv.FormatInt(to.Unix(), 10))
	}
}

// happened returns when the event of the file happened, and whether the event
// itself says so.
func (b *body) happened() (seconds int64, said bool) {
	for _, path := range [][]string{{"timestamp"}, {"metadata", "timestamp"}} {
		if at := graphtime.Parse(fmt.Sprint(at[any](b.event, path...))); !at.IsZero() {
			return at.Unix(), true
		}
	}
	if sent := graphtime.Parse(fmt.Sprint(b.entry["time"])); !sent.IsZero() {
		return sent.Unix(), false
	}
	return sampleTime, false
}

// unixTime returns a time that is in seconds, by its name and its size.
func unixTime(name string, value any) (int64, bool) {
	for _, suffix := range []string{"time", "timestamp", "expiration", "date"} {
		if !strings.HasSuffix(name, suffix) {
			continue
		}
		seconds, err := strconv.ParseInt(fmt.Sprint(value), 10, 64)
		return seconds, err == nil && seconds > sampleTime/2 && seconds < 2*sampleTime
	}
	return 0, false
}
