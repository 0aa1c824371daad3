package whatsapp

import (
	"context"
	"fmt"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// createdNode is the answer to a request that creates something and returns
// only its id.
type createdNode struct {
	ID string `json:"id"`
}

// decodeOne performs an operation on an edge and returns the entry that match
// accepts, which is the one for the id. Depending on the edge and the version,
// Graph answers with the object, with a list, or with either inside "data".
func decodeOne[T any](ctx context.Context, client *Client, op Operation, opts []RequestOption, id string, match func(*T) bool) (*T, error) {
	found, err := decode[entries[T]](ctx, client, op, opts)
	if err != nil {
		return nil, err
	}
	for i := range *found {
		if entry := &(*found)[i]; match(entry) {
			return entry, nil
		}
	}
	return nil, fmt.Errorf("whatsapp: %s: the answer has no entry for %q: %w", op.name(), id, ErrNotFound)
}

// entries holds the objects of an answer in any of these shapes.
type entries[T any] []T

func (e *entries[T]) decodeGraph(d *graphjson.Decoder) bool {
	*e = nil
	list := (*[]T)(e)
	if d.Peek() != '{' {
		return d.Decode(list)
	}
	start, isWrapped := d.Offset(), false
	for name := range d.Members {
		isWrapped = isWrapped || string(name) == "data"
		d.Skip()
	}
	d.Rewind(start)
	if !isWrapped {
		return d.Decode(list) // the object itself is the only entry
	}
	fits := true
	for name := range d.Members {
		if string(name) == "data" {
			fits = d.DecodeMember("data", list)
		} else {
			d.Skip()
		}
	}
	return fits
}
