package cli

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// settings are the ids and secrets that apply. In the file they are a profile.
type settings struct {
	PhoneNumberID string `yaml:"phone_number_id,omitempty" json:"phone_number_id,omitzero"`
	WABAID        string `yaml:"business_account_id,omitempty" json:"business_account_id,omitzero"`
	BusinessID    string `yaml:"business_id,omitempty" json:"business_id,omitzero"`
	AppID         string `yaml:"app_id,omitempty" json:"app_id,omitzero"`
	APIVersion    string `yaml:"api_version,omitempty" json:"api_version,omitzero"`
	BaseURL       string `yaml:"base_url,omitempty" json:"base_url,omitzero"`
	// The secrets are not here, but where they are: "keyring", "env:NAME" or
	// "file:PATH".
	AccessToken string `yaml:"access_token,omitempty" json:"access_token,omitzero"`
	AppSecret   string `yaml:"app_secret,omitempty" json:"app_secret,omitzero"`
	VerifyToken string `yaml:"verify_token,omitempty" json:"verify_token,omitzero"`

	source  string // for people: where they come from
	profile string // its name, "" if it is none
	// simulated means that this is the world of a simulator.
	simulated bool
	shell     *shell
}

// A secretKind is a secret that a profile refers to.
type secretKind struct {
	member   string // of the profile
	flag     string
	variable string
	title    string
}

var (
	accessToken = secretKind{"access_token", "token", "WHATSAPP_ACCESS_TOKEN", "access token"}
	appSecret   = secretKind{"app_secret", "app-secret", "WHATSAPP_APP_SECRET", "app secret"}
	verifyToken = secretKind{"verify_token", "verify-token", "WHATSAPP_VERIFY_TOKEN", "verify token"}
	secretKinds = []secretKind{accessToken, appSecret, verifyToken}
)

// The forms of a reference to a secret. A literal is never in a file.
const (
	inKeyring     = "keyring"
	inEnvironment = "env:"
	inFile        = "file:"
	literal       = "literal:"
)

const environmentHelp = `These variables take the place of a profile:

  WHATSAPP_ACCESS_TOKEN          access token
  WHATSAPP_PHONE_NUMBER_ID       id of the business phone number
  WHATSAPP_BUSINESS_ACCOUNT_ID   id of the WhatsApp Business account
  WHATSAPP_BUSINESS_ID           id of the business portfolio
  WHATSAPP_APP_ID                id of the app
  WHATSAPP_APP_SECRET            secret of the app: it signs requests, and
                                 webhooks are verified with it
  WHATSAPP_VERIFY_TOKEN          token of the webhook's handshake
  WHATSAPP_CALLBACK_URL          where "trigger" and "replay" send webhooks
  WHATSAPP_API_VERSION           version of the Graph API
  WHATSAPP_BASE_URL              address in place of https://graph.facebook.com

A variable wins over the default profile, one by one. A profile that is named,
with --profile or in WHATSAPP_PROFILE, wins over the variables, so that a token
in the environment cannot end up with the ids of another account.

  WHATSAPP_PROFILE               profile to use
  WHATSAPP_SIMULATOR             address of a simulator; as --simulator
  WHATSAPP_CONFIG                file of the profiles, in place of config.yaml in
                                 the folder whatsapp of the user's configuration
  NO_COLOR                       no colors`

func newEnvironmentTopic() *cobra.Command {
	return &cobra.Command{Use: "environment", Short: "Environment variables", Long: environmentHelp}
}

// settings finds what applies: the simulator, a named profile, or variables on
// top of the default profile; and flags on top of all.
func (s *shell) settings() (*settings, error) {
	found, err := s.baseSettings()
	if err != nil {
		return nil, err
	}
	found.shell = s
	found.PhoneNumberID = cmp.Or(s.numberID, found.PhoneNumberID)
	found.WABAID = cmp.Or(s.wabaID, found.WABAID)
	found.BusinessID = cmp.Or(s.businessID, found.BusinessID)
	found.AppID = cmp.Or(s.appID, found.AppID)
	found.APIVersion = cmp.Or(s.version, found.APIVersion)
	return found, nil
}

func (s *shell) baseSettings() (*settings, error) {
	name := cmp.Or(s.profile, s.Getenv("WHATSAPP_PROFILE"))
	switch {
	case s.simulator != "" && s.profile != "":
		return nil, &usageError{err: errors.New("--simulator and --profile exclude each other")}
	case s.simulator != "":
		return s.simulation(s.simulator)
	case name == "" && s.Getenv("WHATSAPP_SIMULATOR") != "":
		return s.simulation(s.Getenv("WHATSAPP_SIMULATOR"))
	}
	file, err := s.readConfig()
	if err != nil {
		return nil, err
	}
	if name != "" {
		return file.profile(name)
	}
	found := &settings{source: "the environment"}
	if file.Default != "" {
		if found, err = file.profile(file.Default); err != nil {
			return nil, err
		}
	}
	s.addEnvironment(found)
	return found, nil
}

// simulation returns the settings of the simulator at an address, with or
// without http://.
func (s *shell) simulation(address string) (*settings, error) {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	target, err := url.Parse(address)
	if err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" {
		return nil, &usageError{err: fmt.Errorf("invalid address of a simulator %q; want the form %s", address, defaultSimulator)}
	}
	return simulated(address), nil
}

// addEnvironment puts what the environment has over a profile.
func (s *shell) addEnvironment(found *settings) {
	changed := false
	for _, variable := range []struct {
		name  string
		value *string
	}{
		{"WHATSAPP_PHONE_NUMBER_ID", &found.PhoneNumberID},
		{"WHATSAPP_BUSINESS_ACCOUNT_ID", &found.WABAID},
		{"WHATSAPP_BUSINESS_ID", &found.BusinessID},
		{"WHATSAPP_APP_ID", &found.AppID},
		{"WHATSAPP_API_VERSION", &found.APIVersion},
		{"WHATSAPP_BASE_URL", &found.BaseURL},
	} {
		if value := s.Getenv(variable.name); value != "" {
			*variable.value, changed = value, true
		}
	}
	for _, kind := range secretKinds {
		if s.Getenv(kind.variable) != "" {
			*found.reference(kind) = inEnvironment + kind.variable
			changed = true
		}
	}
	if changed && found.profile != "" {
		found.source += " and the environment"
	}
}

func (f *settings) reference(kind secretKind) *string {
	switch kind {
	case appSecret:
		return &f.AppSecret
	case verifyToken:
		return &f.VerifyToken
	}
	return &f.AccessToken
}

// secret fetches a secret from where the settings say it is.
func (f *settings) secret(kind secretKind) (string, error) {
	reference := *f.reference(kind)
	var value string
	var err error
	switch {
	case reference == "":
		return "", &settingError{
			text: fmt.Sprintf("there is no %s in %s", kind.title, f.source),
			hint: fmt.Sprintf("Set %s, or keep it with \"whatsapp profile set NAME --%s keyring\".", kind.variable, kind.flag),
		}
	case reference == inKeyring:
		value, err = f.shell.Keyring.Get(f.profile, kind.member)
	case strings.HasPrefix(reference, inEnvironment):
		value = f.shell.Getenv(reference[len(inEnvironment):])
	case strings.HasPrefix(reference, inFile):
		var content []byte
		content, err = os.ReadFile(f.shell.path(reference[len(inFile):]))
		value = string(content)
	case strings.HasPrefix(reference, literal):
		value = reference[len(literal):]
	}
	if err != nil {
		return "", fmt.Errorf("%s of %s: %w", kind.title, f.source, err)
	}
	value = strings.TrimSpace(value)
	if value == "" {
		return "", &settingError{
			text: fmt.Sprintf("the %s of %s is empty", kind.title, f.source),
			hint: fmt.Sprintf("It should be in %q.", reference),
		}
	}
	return value, nil
}

// What the ids are of, for people.
const (
	phoneNumberTitle = "phone number"
	wabaTitle        = "WhatsApp Business account"
	businessTitle    = "business portfolio"
	appTitle         = "app"
)

// number returns the id of the phone number to work on.
func (f *settings) number() (string, error) {
	return f.need(f.PhoneNumberID, phoneNumberTitle, "--number", "WHATSAPP_PHONE_NUMBER_ID")
}

func (f *settings) account() (string, error) {
	return f.need(f.WABAID, wabaTitle, "--account", "WHATSAPP_BUSINESS_ACCOUNT_ID")
}

func (f *settings) business() (string, error) {
	return f.need(f.BusinessID, businessTitle, "--business", "WHATSAPP_BUSINESS_ID")
}

func (f *settings) app() (string, error) {
	return f.need(f.AppID, appTitle, "--app", "WHATSAPP_APP_ID")
}

func (f *settings) need(id, title, flag, variable string) (string, error) {
	if id != "" {
		return id, checkID(id, title)
	}
	hint := fmt.Sprintf("Give it with %s, in %s, or in a profile.", flag, variable)
	if f.AccessToken == "" {
		hint += " Without an account, see \"whatsapp simulate --help\"."
	}
	return "", &settingError{text: fmt.Sprintf("%s has no %s id", f.source, title), hint: hint}
}

// check reports settings that no call could be made with.
func (f *settings) check() error {
	for _, known := range []struct{ id, title string }{
		{f.PhoneNumberID, phoneNumberTitle}, {f.WABAID, wabaTitle}, {f.BusinessID, businessTitle}, {f.AppID, appTitle},
	} {
		if err := checkID(known.id, known.title); err != nil {
			return err
		}
	}
	_, err := newClient("none", f.options())
	return err
}

// checkID refuses what is not an id, such as the phone number itself.
func checkID(id, title string) error {
	if consistsOf(id, digits) {
		return nil
	}
	hint := ""
	if title == phoneNumberTitle {
		hint = "\"whatsapp numbers list\" shows the ids of the account's numbers."
	}
	return &settingError{text: fmt.Sprintf("invalid id %q of the %s; want the digits that Meta has given it", id, title), hint: hint}
}

// orElse adds another way to the hint for a setting that is missing.
func orElse(err error, way string) error {
	if missing, ok := errors.AsType[*settingError](err); ok {
		return &settingError{text: missing.text, hint: missing.hint + " " + way}
	}
	return err
}

// checkReference reports a text that does not say where a secret is. It does
// not repeat the text, which may be the secret.
func checkReference(kind secretKind, reference string) error {
	switch {
	case reference == "", reference == inKeyring:
		return nil
	case strings.HasPrefix(reference, inEnvironment) && len(reference) > len(inEnvironment):
		return nil
	case strings.HasPrefix(reference, inFile) && len(reference) > len(inFile):
		return nil
	}
	return fmt.Errorf("invalid place for the %s; want \"keyring\", \"env:NAME\" or \"file:PATH\", and not the secret itself", kind.title)
}
