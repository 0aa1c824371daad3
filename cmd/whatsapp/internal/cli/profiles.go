package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/wabakit/whatsapp/internal/atomicfile"
	"github.com/wabakit/whatsapp/internal/filelock"
)

// config is the file with the profiles. It has no secrets.
type config struct {
	// Default is the profile to use where none is named.
	Default  string               `yaml:"default,omitempty"`
	Profiles map[string]*settings `yaml:"profiles"`

	path string
}

func (s *shell) configPath() string {
	return cmp.Or(s.path(s.Getenv("WHATSAPP_CONFIG")), filepath.Join(s.ConfigDir, "config.yaml"))
}

// readConfig reads the profiles. Without a file there are none.
func (s *shell) readConfig() (*config, error) {
	file := &config{path: s.configPath(), Profiles: map[string]*settings{}}
	content, err := os.ReadFile(file.path)
	if errors.Is(err, fs.ErrNotExist) {
		return file, nil
	}
	if err != nil {
		return nil, err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(file); err != nil && err != io.EOF { // of an empty file
		// The type is of this program, and says nothing to whoever wrote the
		// file.
		text := strings.NewReplacer(" not found in type cli.settings", " is unknown", " not found in type cli.config", " is unknown").Replace(err.Error())
		// A value may be a secret that somebody has put in the wrong place.
		return nil, fmt.Errorf("%s: %s", file.path, yamlValue.ReplaceAllString(text, "a value"))
	}
	for name, profile := range file.Profiles {
		if profile == nil {
			return nil, fmt.Errorf("%s: the profile %q is empty", file.path, name)
		}
		for _, kind := range secretKinds {
			if err := checkReference(kind, *profile.reference(kind)); err != nil {
				return nil, fmt.Errorf("%s: profile %q: %s: %w", file.path, name, kind.member, err)
			}
		}
	}
	return file, nil
}

// yamlValue is how the decoder quotes a value.
var yamlValue = regexp.MustCompile("!!\\w+ `[^`]*`")

// write replaces the file at once, so that a full disk leaves the old one.
func (c *config) write() error {
	content, err := yaml.Marshal(c)
	if err != nil {
		return err
	}
	return replaceFile(c.path, content, atomicfile.CreatePrivate)
}

// lockProfiles reads the profiles for a function that changes them, while no
// other command does.
func (s *shell) lockProfiles(ctx context.Context, change func(file *config) error) (err error) {
	path := behindLink(s.configPath())
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	lock, err := waitForLock(ctx, path+".lock")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, filelock.Close(lock)) }()
	file, err := s.readConfig()
	if err != nil {
		return err
	}
	return change(file)
}

// How long to wait for another command, and how often to look whether it is
// done.
const (
	lockWait = 10 * time.Second
	lockPoll = 10 * time.Millisecond
)

func waitForLock(ctx context.Context, path string) (*os.File, error) {
	waiting, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	tick := time.NewTicker(lockPoll)
	defer tick.Stop()
	for {
		lock, err := filelock.Open(path)
		if !errors.Is(err, filelock.ErrOpenAlready) {
			return lock, err
		}
		select {
		case <-tick.C:
		case <-waiting.Done():
			if err := interrupted(ctx); err != nil {
				return nil, fmt.Errorf("another command is changing the profiles: %w", err)
			}
			return nil, fmt.Errorf("another command is changing the profiles: it has %s open", path)
		}
	}
}

// changeProfile has a function change a profile that is there.
func (s *shell) changeProfile(ctx context.Context, name string, change func(file *config, profile *settings) error) error {
	file, err := s.readConfig()
	if err != nil {
		return err
	}
	if _, err := file.profile(name); err != nil { // without a lock, and the folder that it needs
		return err
	}
	return s.lockProfiles(ctx, func(file *config) error {
		profile, err := file.profile(name)
		if err != nil {
			return err
		}
		return change(file, profile)
	})
}

func (c *config) profile(name string) (*settings, error) {
	profile := c.Profiles[name]
	if profile == nil {
		return nil, &settingError{
			text: fmt.Sprintf("there is no profile %q in %s", name, c.path),
			hint: fmt.Sprintf("\"whatsapp profile list\" shows them; \"whatsapp profile set %s\" makes one.", name),
		}
	}
	found := *profile
	found.profile, found.source = name, fmt.Sprintf("the profile %q", name)
	return &found, nil
}

func (c *config) names() []string { return slices.Sorted(maps.Keys(c.Profiles)) }

var profileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

func checkProfileName(command *cobra.Command, name string) error {
	if !profileName.MatchString(name) {
		return usagef(command, "invalid profile name %q; want letters, digits, dots, hyphens and underscores", name)
	}
	return nil
}

func (s *shell) completeProfiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	file, err := s.readConfig()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return file.names(), cobra.ShellCompDirectiveNoFileComp
}

// firstArgument completes nothing after the first argument.
func firstArgument(complete cobra.CompletionFunc) cobra.CompletionFunc {
	return func(command *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(command, args, begun)
	}
}
