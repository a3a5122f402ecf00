package fleet

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/opentracing-contrib/go-chi/e2e/internal/document"
)

// workload is what docs/production.md may say of a DaemonSet or a Deployment, by
// Kubernetes' names. Another name is an error.
type workload struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string
	Metadata   struct{ Name string }
	Spec       struct {
		Selector struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		}
		Template struct {
			Metadata struct{ Labels map[string]string }
			Spec     struct {
				TerminationGracePeriodSeconds int `yaml:"terminationGracePeriodSeconds"`
				Containers                    []container
				Volumes                       []struct {
					Name      string
					ConfigMap struct {
						Name  string
						Items []struct{ Key, Path string }
					} `yaml:"configMap"`
				}
			}
		}
	}
}

type container struct {
	Name, Image string
	WorkingDir  string `yaml:"workingDir"`
	Args        []string
	Env         []struct {
		Name, Value string
		ValueFrom   struct {
			FieldRef struct {
				FieldPath string `yaml:"fieldPath"`
			} `yaml:"fieldRef"`
		} `yaml:"valueFrom"`
	}
	Ports []struct {
		ContainerPort int `yaml:"containerPort"`
		HostPort      int `yaml:"hostPort"`
	}
	ReadinessProbe struct {
		HTTPGet struct {
			Path string
			Port int
		} `yaml:"httpGet"`
	} `yaml:"readinessProbe"`
	Resources       struct{ Limits map[string]string }
	SecurityContext struct {
		AllowPrivilegeEscalation *bool `yaml:"allowPrivilegeEscalation"`
		ReadOnlyRootFilesystem   bool  `yaml:"readOnlyRootFilesystem"`
		RunAsNonRoot             bool  `yaml:"runAsNonRoot"`
		Capabilities             struct{ Drop []string }
	} `yaml:"securityContext"`
	VolumeMounts []struct {
		Name      string
		MountPath string `yaml:"mountPath"`
		ReadOnly  bool   `yaml:"readOnly"`
	} `yaml:"volumeMounts"`
}

// The agent of the DaemonSet finds its files, and the Deployment finds the agent.
func TestKubernetes(t *testing.T) {
	section := document.Read(t, filepath.Join(repository, "docs", "production.md"), "## Kubernetes")
	var workloads []workload
	for _, block := range section.Blocks(t, "yaml", 2) {
		var w workload
		decoder := yaml.NewDecoder(strings.NewReader(block))
		decoder.KnownFields(true)
		if err := decoder.Decode(&w); err != nil {
			t.Fatal(err)
		}
		template := w.Spec.Template
		if w.APIVersion != "apps/v1" || len(template.Spec.Containers) != 1 || w.Spec.Selector.MatchLabels["app"] != template.Metadata.Labels["app"] {
			t.Errorf("%s %s is incomplete: %+v", w.Kind, w.Metadata.Name, w)
		}
		workloads = append(workloads, w)
	}
	agent, service := workloads[0], workloads[1]
	checkAgentFiles(t, agent, section.Blocks(t, "sh", 1)[0])

	a, s := agent.Spec.Template.Spec.Containers[0], service.Spec.Template.Spec.Containers[0]
	config := readConfig(t, "agent")
	for _, e := range a.Env {
		if !strings.Contains(config, "${env:"+e.Name+":-") {
			t.Errorf("agent.yaml has no %s", e.Name)
		}
	}
	if node := s.Env[0]; node.Name != "NODE_IP" || node.ValueFrom.FieldRef.FieldPath != "status.hostIP" {
		t.Errorf("the service does not learn its node first: %+v", s.Env)
	}
	endpoint := s.Env[1]
	port := regexp.MustCompile(`^http://\$\(NODE_IP\):(\d+)/api/traces$`).FindStringSubmatch(endpoint.Value)
	if endpoint.Name != "JAEGER_ENDPOINT" || port == nil || len(a.Ports) != 1 || a.Ports[0].HostPort != a.Ports[0].ContainerPort ||
		!strings.Contains(config, "${env:THRIFT_HTTP_ADDR:-${env:LISTEN_HOST:-127.0.0.1}:"+port[1]+"}") {
		t.Errorf("%s=%s does not lead to a port of the agent's: %+v", endpoint.Name, endpoint.Value, a.Ports)
	}
	if probe := a.ReadinessProbe.HTTPGet; probe.Path != "/status" || probe.Port != 13133 {
		t.Errorf("the agent's health is not at %+v", probe)
	}
	if seconds := service.Spec.Template.Spec.TerminationGracePeriodSeconds; seconds <= 30 {
		t.Errorf("the grace period is %d seconds, want more than Kubernetes gives by default", seconds)
	}
}

// checkAgentFiles makes the ConfigMap that the command creates, mounts it as the
// DaemonSet does, and has Jaeger read it.
func checkAgentFiles(t *testing.T, agent workload, command string) {
	t.Helper()
	spec := agent.Spec.Template.Spec
	c := spec.Containers[0]
	if len(spec.Volumes) != 1 || len(c.VolumeMounts) != 1 || c.VolumeMounts[0].Name != spec.Volumes[0].Name ||
		!strings.Contains(command, "configmap "+spec.Volumes[0].ConfigMap.Name+" ") {
		t.Fatalf("the configuration is not mounted: %+v", spec.Volumes)
	}
	root := t.TempDir()
	for _, item := range spec.Volumes[0].ConfigMap.Items {
		from := regexp.MustCompile(`--from-file=(\S*/` + regexp.QuoteMeta(item.Key) + `)(\s|$)`).FindStringSubmatch(command)
		if from == nil {
			t.Fatalf("the command does not put %s into the ConfigMap", item.Key)
		}
		content, err := os.ReadFile(filepath.Join(repository, from[1]))
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(root, c.VolumeMounts[0].MountPath, item.Path)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), jaegerBinary, slices.Concat([]string{"validate"}, c.Args)...)
	cmd.Dir = filepath.Join(root, c.WorkingDir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
