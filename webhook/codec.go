package webhook

import "github.com/wabakit/whatsapp/internal/graphjson"

// A graphDecoder is a type that Meta sends in several forms.
type graphDecoder interface {
	decodeGraph(d *graphjson.Decoder) bool
}

var codec = graphjson.NewCodec(graphDecoder.decodeGraph)
