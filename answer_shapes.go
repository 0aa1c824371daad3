package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
)

// createdNode is the answer to a request that creates something, where the id is
// all there is to say.
type createdNode struct {
	ID string `json:"id"`
}

// decodeOne performs an operation that reads the T with an id out of an edge.
// Depending on the edge and the version, Graph answers with the object, with a
// list, or with either inside "data".
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
	return nil, fmt.Errorf("whatsapp: %s: the answer has no entry with id %q: %w", op.name(), id, ErrNotFound)
}

// entries are the objects of an answer in any of its shapes.
type entries[T any] []T

func (e *entries[T]) decodeGraph(answer []byte) error {
	var wrapped struct {
		Data json.RawMessage `json:"data"`
	}
	if isObject(answer) {
		if err := decodeJSON(answer, &wrapped); err != nil {
			return err
		}
		if wrapped.Data != nil {
			answer = wrapped.Data
		}
	}
	if isObject(answer) {
		*e = make([]T, 1)
		return decodeJSON(answer, &(*e)[0])
	}
	return decodeJSON(answer, (*[]T)(e))
}

func isObject(value []byte) bool {
	value = bytes.TrimLeft(value, " \t\r\n")
	return len(value) > 0 && value[0] == '{'
}
