package cli

import (
	"os/exec"
	"runtime"
)

// browse opens an address in the browser of whoever runs the command.
func (s *shell) browse(address string) error {
	if s.Browse != nil {
		return s.Browse(address)
	}
	line := browser(runtime.GOOS, address)
	started := exec.Command(line[0], line[1:]...) //nolint:gosec,noctx // the address is that of our own server, and the browser stays
	if err := started.Start(); err != nil {
		return err
	}
	go func() { _ = started.Wait() }()
	return nil
}

// browser is the command that opens an address on a system.
func browser(system, address string) []string {
	switch system {
	case "darwin":
		return []string{"open", address}
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler", address}
	}
	return []string{"xdg-open", address}
}
