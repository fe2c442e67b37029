// Package sandbox is the training mode of the service: the tasks of the pilot
// and the sample cases, visits and meetings with which they begin. Everything
// is made through the same desk and rooms that people then work with, by
// accounts of nobody.
package sandbox

import (
	_ "embed" // tasks.yaml

	"github.com/samad111/go-samad/samad/training"
)

//go:embed tasks.yaml
var tasks []byte

// Tasks returns the pilot's tasks.
func Tasks() ([]training.Task, error) { return training.ParseTasks("tasks.yaml", tasks) }
