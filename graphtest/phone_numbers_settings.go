package graphtest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

// SIPUserPassword is the password of every SIP server in the settings of a
// phone number.
const SIPUserPassword = "graphtest-sip-password"

const (
	settingsField = "settings"
	enabled       = "ENABLED"
	disabled      = "DISABLED"
	cloudKey      = "TUlJQklqQU5CZ2txaGtpRzl3MEJBUUVGQUFPQ0FROA=="
	noStorage     = "NO_STORAGE_ENABLED"
	inCountry     = "IN_COUNTRY_STORAGE_ENABLED"
)

// featureSettings are the settings of a number, with what judges a change.
var featureSettings = []struct {
	name   string
	change func(*call, map[string]any) (map[string]any, *failure)
}{
	{"calling", (*call).changeCalling},
	{"storage_configuration", (*call).changeStorage},
	{"payload_encryption", (*call).changeEncryption},
	{"user_identity_change", (*call).changeIdentityCheck},
}

// settings returns the settings of a phone number, which nobody has changed
// yet if there are none.
func (n *node) settings() map[string]map[string]any {
	if known, given := n.values[settingsField].(map[string]map[string]any); given {
		return known
	}
	fresh := map[string]map[string]any{
		"calling": {
			"status": disabled, "call_icon_visibility": "DEFAULT", "callback_permission_status": disabled,
			"ip_addresses": map[string]any{"default": []any{"157.240.19.130", "157.240.19.131"}},
		},
		"storage_configuration": {"status": "DEFAULT"},
		"payload_encryption":    {"status": disabled},
		"user_identity_change":  {"enable_identity_key_check": false},
	}
	n.values[settingsField] = fresh
	return fresh
}

func (c *call) readSettings() (any, *failure) {
	withPasswords, _, f := c.params.flag("include_sip_credentials")
	if f != nil {
		return nil, f
	}
	answer := map[string]any{}
	for name, setting := range c.node.settings() {
		answer[name] = maps.Clone(setting)
	}
	calling, _ := answer["calling"].(map[string]any)
	if sip, given := calling["sip"].(map[string]any); given && withPasswords {
		calling["sip"] = c.withPasswords(sip)
	}
	if c.server.config.documentedTypes {
		return inDocumentedForm(answer), nil
	}
	return answer, nil
}

func (c *call) withPasswords(sip map[string]any) map[string]any {
	sip = maps.Clone(sip)
	servers := []any{}
	list, _ := sip["servers"].([]any)
	for _, server := range list {
		members, _ := server.(map[string]any)
		members = maps.Clone(members)
		members["sip_user_password"] = SIPUserPassword
		servers = append(servers, members)
	}
	sip["servers"] = servers
	return sip
}

// inDocumentedForm returns settings with the words of Meta's document.
func inDocumentedForm(value any) any {
	switch value := value.(type) {
	case map[string]any:
		members := map[string]any{}
		for name, member := range value {
			members[name] = documentedWord(name, inDocumentedForm(member))
		}
		return members
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = inDocumentedForm(item)
		}
		return items
	}
	return value
}

func documentedWord(name string, value any) any {
	word, isText := value.(string)
	switch {
	case !isText:
		return value
	case name == "status", strings.HasSuffix(name, "_status"):
		return strings.ToLower(word)
	case name == "call_icon_visibility":
		return map[string]string{"DEFAULT": "visible", "DISABLE_ALL": "hidden"}[word]
	case name == "srtp_key_exchange_protocol":
		return word + "-SRTP"
	}
	return value
}

func (c *call) updateSettings() (any, *failure) {
	changed := map[string]map[string]any{}
	for _, feature := range featureSettings {
		value, given := c.params.object(feature.name)
		if !given {
			continue
		}
		members, isObject := value.(map[string]any)
		if !isObject {
			return nil, invalid("Param %s must be an object", feature.name)
		}
		setting, f := feature.change(c, members)
		if f != nil {
			return nil, f
		}
		changed[feature.name] = setting
	}
	if len(changed) == 0 {
		return nil, invalid("One feature setting must be specified")
	}
	before := c.node.settings()["calling"]
	maps.Copy(c.node.settings(), changed)
	c.announceCalling(before, c.node.settings()["calling"])
	return success(), nil
}

// announceCalling queues a webhook if a change is one that Meta tells of.
func (c *call) announceCalling(before, after map[string]any) {
	told := func(calling map[string]any) []any {
		sip, _ := calling["sip"].(map[string]any)
		return []any{
			calling["status"], calling["call_icon_visibility"], calling["callback_permission_status"],
			calling["srtp_key_exchange_protocol"], sip["status"],
		}
	}
	if slices.Equal(told(before), told(after)) {
		return
	}
	calling := maps.Clone(after)
	delete(calling, "ip_addresses")
	c.server.notify(Event{Field: webhook.FieldAccountSettingsUpdate, PhoneNumberID: c.node.id, Value: map[string]any{
		"messaging_product": "whatsapp", "timestamp": c.now().Unix(), "type": "PHONE_NUMBER_SETTINGS",
		"phone_number_settings": map[string]any{"phone_number_id": c.node.id, "calling": calling},
	}})
}

// changeStorage takes both forms of Meta's pages: a status, or enabled with a
// region.
func (c *call) changeStorage(members map[string]any) (map[string]any, *failure) {
	if c.node.hidden["unregistered"] == "" {
		return nil, invalid("The storage configuration can only change while the phone number is not registered")
	}
	status, _ := members["status"].(string)
	region, _ := members["data_localization_region"].(string)
	if on, given := members["enabled"].(bool); given && status == "" {
		status, region = "DEFAULT", ""
		if on {
			status = inCountry
			region, _ = members["region"].(string)
		}
	}
	switch status = strings.ToUpper(status); {
	case status == noStorage && numberOf(members["retention_minutes"]) != 60:
		return nil, invalid("Param storage_configuration['retention_minutes'] must be 60")
	case status == noStorage:
		return map[string]any{"status": status, "retention_minutes": 60}, nil
	case status == inCountry && region == "":
		return nil, required("storage_configuration['data_localization_region']")
	case status == inCountry:
		return map[string]any{"status": status, "data_localization_region": region}, nil
	case status == "DEFAULT" || status == "IN_COUNTRY_STORAGE_DISABLED":
		return map[string]any{"status": "DEFAULT"}, nil
	}
	return nil, notAmong("storage_configuration['status']", status, []string{"DEFAULT", inCountry, "IN_COUNTRY_STORAGE_DISABLED", noStorage})
}

func (c *call) changeEncryption(members map[string]any) (map[string]any, *failure) {
	status, f := featureStatus(members, "payload_encryption['status']")
	if f != nil || status == disabled {
		return map[string]any{"status": disabled}, f
	}
	key, _ := members["client_encryption_key"].(string)
	decoded, err := base64.StdEncoding.DecodeString(key)
	if err != nil || len(decoded) == 0 {
		return nil, invalid("Param payload_encryption['client_encryption_key'] must be a public key in base64")
	}
	sum := sha256.Sum256(decoded)
	return map[string]any{
		"status": enabled, "client_encryption_key_fingerprint": "SHA256:" + hex.EncodeToString(sum[:]), "cloud_encryption_key": cloudKey,
	}, nil
}

// changeIdentityCheck takes both names of Meta's pages.
func (c *call) changeIdentityCheck(members map[string]any) (map[string]any, *failure) {
	for _, name := range []string{"enable_identity_key_check", "enabled"} {
		if on, given := members[name].(bool); given {
			return map[string]any{"enable_identity_key_check": on}, nil
		}
	}
	return nil, required("user_identity_change['enable_identity_key_check']")
}

// featureStatus reads the status of a feature, in either case.
func featureStatus(members map[string]any, path string) (string, *failure) {
	status, _ := members["status"].(string)
	if !isAmong(status, enabled, disabled) {
		return "", notAmong(path, status, []string{enabled, disabled})
	}
	return strings.ToUpper(status), nil
}

// callingRefused is the answer to a number that may not have calls.
func callingRefused() *failure {
	const message = "Calling cannot be enabled: the messaging limit must be at least 2000"
	return &failure{http.StatusBadRequest, Error{
		Message: "(#138015) " + message, Type: oauthException, Code: 138015, Data: messagingDetails(message),
	}}
}
