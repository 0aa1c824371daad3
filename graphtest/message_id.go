package graphtest

import (
	"encoding/base64"
	"fmt"
)

// direction says who sent a message. It is part of the message's id.
type direction byte

const (
	fromBusiness direction = 0x11
	fromUser     direction = 0x12
)

// newMessageID returns an id in the form of Meta's, which contain the user's
// number or id in Base64 but are nevertheless opaque.
func (g *graph) newMessageID(user string, from direction) string {
	g.lastMessage++
	user = user[:min(len(user), 127)]
	content := append([]byte{0x1c, 0x18, byte(len(user))}, user...)
	content = append(content, 0x15, 0x02, 0x00, byte(from), 0x18, 0x14)
	content = fmt.Appendf(content, "3EB0%016X", g.lastMessage)
	return "wamid." + base64.StdEncoding.EncodeToString(append(content, 0x00))
}
