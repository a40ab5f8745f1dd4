// Called as yaml-oracle: reads a JSON string from each line of its input and prints, for each, what kubectl reads out of
// a file with this text. The way through the libraries is that of StreamVisitor in
// https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/cli-runtime/pkg/resource/visitor.go
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
	objects "sigs.k8s.io/json"
)

// Documents that are read before the first error, without nulls and empty ones; the error, if there is one.
type reading struct {
	Documents []document `json:"documents"`
	Error     string     `json:"error,omitempty"`
}

// A value in pairs, or why kubectl cannot make an object of it, such as 1e400; it continues with the next document.
type document struct {
	Value any    `json:"value"`
	Error string `json:"error,omitempty"`
}

func readAsKubectl(text string) (found reading) {
	found.Documents = []document{}
	decoder := yaml.NewYAMLOrJSONDecoder(transform.NewReader(
		strings.NewReader(text), unicode.BOMOverride(unicode.UTF8.NewDecoder())), 4096)
	for {
		raw := runtime.RawExtension{}
		if err := decoder.Decode(&raw); err == io.EOF {
			return found
		} else if err != nil {
			found.Error = err.Error()
			return found
		}
		one := bytes.TrimSpace(raw.Raw)
		if len(one) == 0 || string(one) == "null" {
			continue
		}
		var read document
		if err := objects.UnmarshalCaseSensitivePreserveInts(one, &read.Value); err != nil {
			read = document{Error: err.Error()}
		}
		read.Value = inPairs(read.Value)
		found.Documents = append(found.Documents, read)
	}
}

// Objects as {"members": [[key, value]]}: Node 24 takes some keys with an escape for others when it parses JSON
// (docs/decisions/reading-yaml.md), and texts in lists are read right.
func inPairs(value any) any {
	switch value := value.(type) {
	case map[string]any:
		members := [][2]any{}
		for key, inner := range value {
			members = append(members, [2]any{key, inPairs(inner)})
		}
		return map[string]any{"members": members}
	case []any:
		for i, inner := range value {
			value[i] = inPairs(inner)
		}
	}
	return value
}

func answerYAML(in io.Reader, out io.Writer) error {
	texts, answers := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var text string
		if err := texts.Decode(&text); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := answers.Encode(readAsKubectl(text)); err != nil {
			return err
		}
	}
}
