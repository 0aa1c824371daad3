package simulator

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// hidden stands in the traffic for what a program keeps to itself. A program
// may run with the configuration of a business in production.
const hidden = "(hidden)"

const (
	secretNames  = `access_token|client_secret|fb_exchange_token|pin|verify_token`
	addressNames = `override_callback_uri|callback_url|endpoint_uri|data_channel_uri`
)

var (
	secretMember = regexp.MustCompile(`("(?:` + secretNames + `)"\s*:\s*")(?:[^"\\]|\\.)*"`)
	secretField  = regexp.MustCompile(`((?:^|[?&])(?:` + secretNames + `|code)=)[^&"]*`)

	addressName = regexp.MustCompile(`^(?:` + addressNames + `)$`)
	// addressMember has the members of a webhook_configuration that is read
	// too.
	addressMember = regexp.MustCompile(`("(?:` + addressNames + `|application|whatsapp_business_account|phone_number)"\s*:\s*)("https?:(?:[^"\\]|\\.)*")`)
)

// hideSecrets returns a body of JSON or a form without its secrets.
func hideSecrets(body []byte) []byte {
	if !json.Valid(body) {
		body = hideForm(body)
	}
	body = secretMember.ReplaceAll(body, []byte(`${1}`+hidden+`"`))
	body = secretField.ReplaceAll(body, []byte(`${1}`+hidden))
	return addressMember.ReplaceAllFunc(body, func(member []byte) []byte {
		parts := addressMember.FindSubmatch(member)
		var address string
		if json.Unmarshal(parts[2], &address) != nil {
			return member
		}
		shown := hideAddress(address)
		if shown == address {
			return member
		}
		var text bytes.Buffer
		text.Write(parts[1])
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(shown)
		return bytes.TrimSpace(text.Bytes())
	})
}

// hideForm returns a form whose addresses, and whose fields that are JSON, have
// no secrets.
func hideForm(body []byte) []byte {
	fields := bytes.Split(body, []byte("&"))
	for i, field := range fields {
		name, escaped, _ := strings.Cut(string(field), "=")
		value, err := url.QueryUnescape(escaped)
		if err != nil {
			continue
		}
		if shown := hideValue(name, value); shown != value {
			fields[i] = []byte(name + "=" + url.QueryEscape(shown))
		}
	}
	return bytes.Join(fields, []byte("&"))
}

func hideValue(name, value string) string {
	switch {
	case addressName.MatchString(name):
		return hideAddress(value)
	case json.Valid([]byte(value)):
		return string(hideSecrets([]byte(value)))
	}
	return value
}

// hideQuery returns a query without its secrets.
func hideQuery(query url.Values) url.Values {
	shown := url.Values{}
	for name, values := range query {
		for _, value := range values {
			value = hideValue(name, value)
			if secretField.MatchString(name + "=") {
				value = hidden
			}
			shown.Add(name, value)
		}
	}
	return shown
}

// hideAddress returns a URL without the values of its query, and without who
// calls it.
func hideAddress(address string) string {
	path, query, _ := strings.Cut(address, "?")
	if target, err := url.Parse(path); err != nil {
		path = hidden
	} else if target.User != nil {
		target.User = url.User("hidden")
		path = target.String()
	}
	if query == "" {
		return path
	}
	fields := strings.Split(query, "&")
	for i, field := range fields {
		fields[i] = hidden
		if name, _, isPair := strings.Cut(field, "="); isPair {
			fields[i] = name + "=" + hidden
		}
	}
	return path + "?" + strings.Join(fields, "&")
}
