package docs_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMarkdownLinks follows the links between the documents of the repository,
// down to the heading.
func TestMarkdownLinks(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	links := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, document := range filesNamed(t, ".md") {
		text, err := os.ReadFile(document)
		require.NoError(t, err)
		for _, match := range links.FindAllStringSubmatch(code.ReplaceAllString(string(text), ""), -1) {
			link, err := url.Parse(match[1])
			require.NoError(t, err, document)
			if link.Scheme != "" {
				continue
			}
			target := document
			if link.Path != "" {
				target = filepath.Join(filepath.Dir(document), link.Path)
			}
			_, err = os.Stat(target)
			assert.NoError(t, err, "%s links to %s", document, match[1])
			if err == nil && link.Fragment != "" {
				assert.Contains(t, anchorsOf(t, target), link.Fragment, "%s links to %s", document, match[1])
			}
		}
	}
}

// anchorsOf returns the fragments by which GitHub knows the headings of a
// document. Headings of one text are numbered.
func anchorsOf(t *testing.T, document string) []string {
	t.Helper()
	text, err := os.ReadFile(document)
	require.NoError(t, err)
	var anchors []string
	for _, match := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(string(text), -1) {
		anchor := strings.ReplaceAll(strings.ToLower(match[1]), " ", "-")
		anchor = regexp.MustCompile(`[^\w-]`).ReplaceAllString(anchor, "")
		unique := anchor
		for i := 1; slices.Contains(anchors, unique); i++ {
			unique = anchor + "-" + string(rune('0'+i))
		}
		anchors = append(anchors, unique)
	}
	return anchors
}

// Every link of a doc comment leads to a name that exists. What does not stays
// a text in brackets.
func TestDocLinks(t *testing.T) {
	t.Parallel()
	brokenLink := regexp.MustCompile(`(^|[\s(])\[\*?([a-z]+\.)?[A-Z]\w*(\.[A-Z]\w*)?\]`)
	for _, pkg := range packages(t) {
		for _, comment := range docComments(pkg) {
			printer := pkg.Printer()
			rendered := string(printer.Text(pkg.Parser().Parse(comment)))
			for line := range strings.Lines(rendered) {
				if !strings.HasPrefix(line, "\t") && !strings.HasPrefix(line, "    ") { // not code
					assert.NotRegexp(t, brokenLink, line, "package %s", pkg.Name)
				}
			}
		}
	}
}

// docComments are all doc comments of exported names.
func docComments(pkg *doc.Package) []string {
	comments := []string{pkg.Doc}
	values := func(list []*doc.Value) {
		for _, value := range list {
			comments = append(comments, value.Doc)
			for _, spec := range value.Decl.Specs {
				comments = append(comments, spec.(*ast.ValueSpec).Doc.Text())
			}
		}
	}
	functions := func(list []*doc.Func) {
		for _, function := range list {
			comments = append(comments, function.Doc)
		}
	}
	values(pkg.Consts)
	values(pkg.Vars)
	functions(pkg.Funcs)
	for _, typ := range pkg.Types {
		comments = append(comments, typ.Doc)
		values(typ.Consts)
		values(typ.Vars)
		functions(typ.Funcs)
		functions(typ.Methods)
		ast.Inspect(typ.Decl, func(node ast.Node) bool {
			if field, ok := node.(*ast.Field); ok {
				comments = append(comments, field.Doc.Text())
			}
			return true
		})
	}
	return comments
}

// packages reads the packages of this module that others may import.
func packages(t *testing.T) []*doc.Package {
	t.Helper()
	byFolder := map[string][]string{}
	for _, file := range filesNamed(t, ".go") {
		if !strings.HasSuffix(file, "_test.go") && !strings.Contains(file, "internal") && !strings.Contains(file, "examples") {
			byFolder[filepath.Dir(file)] = append(byFolder[filepath.Dir(file)], file)
		}
	}
	var found []*doc.Package
	for folder, paths := range byFolder {
		set := token.NewFileSet()
		var files []*ast.File
		for _, path := range paths {
			file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
			require.NoError(t, err)
			files = append(files, file)
		}
		pkg, err := doc.NewFromFiles(set, files, folder)
		require.NoError(t, err)
		found = append(found, pkg)
	}
	require.Greater(t, len(found), 4)
	return found
}

// filesNamed finds the files of the repository whose names end like this.
func filesNamed(t *testing.T, suffix string) []string {
	t.Helper()
	var found []string
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != root {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, suffix) {
			found = append(found, path)
		}
		return nil
	}))
	require.NotEmpty(t, found)
	return found
}
