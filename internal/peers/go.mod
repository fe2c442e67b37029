module github.com/samad111/go-samad/internal/peers

go 1.26.0

require (
	github.com/google/uuid v1.6.0
	github.com/matoous/go-nanoid/v2 v2.1.0
	github.com/oklog/ulid/v2 v2.1.2
	github.com/samad111/go-samad v0.0.0
	github.com/stretchr/testify v1.12.1
)

require github.com/goccy/go-yaml v1.19.2 // indirect

require (
	github.com/jalaali/go-jalaali v0.1.0
	github.com/mekramy/gojalaali v0.0.1
	github.com/rickar/cal/v2 v2.1.23
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)

replace github.com/samad111/go-samad => ../..
