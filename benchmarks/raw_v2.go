//go:build go1.27

package main

import "encoding/json/v2"

func init() {
	modern = &codec{
		encode: func(value any) ([]byte, error) { return json.Marshal(value) },
		decode: func(text []byte, out any) error { return json.Unmarshal(text, out) },
	}
}
