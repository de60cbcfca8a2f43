package dev.reinstate.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.MoreCollectors;
import com.google.common.collect.Streams;
import java.io.IOException;

/**
 * What Prow makes of a job.
 *
 * @param job the ProwJob
 * @param pod and its pod
 */
record ProwPod(JsonNode job, JsonNode pod) {

  /** The container of the job's own program. */
  static final String TEST = "test";

  /** The one that uploads what the program left. */
  static final String SIDECAR = "sidecar";

  JsonNode container(String name) {
    return Streams.stream(pod.at("/spec/containers"))
        .filter(container -> container.path("name").asText().equals(name))
        .collect(MoreCollectors.onlyElement());
  }

  /** The variables of a container. */
  ImmutableMap<String, String> environment(String name) {
    ImmutableMap.Builder<String, String> variables = ImmutableMap.builder();
    for (JsonNode variable : container(name).path("env")) {
      variables.put(variable.path("name").asText(), variable.path("value").asText());
    }
    return variables.buildOrThrow();
  }

  /** What Prow's program in a container is told, by one of the variables. */
  ObjectNode options(String name, String variable) throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(environment(name).get(variable));
  }
}
