// Package provision declares accounts as desired state.
package provision
