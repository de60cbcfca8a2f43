package dev.reinstate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Results for programs. */
final class JsonResults {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonResults() {}

  static void write(Path file, RunFacts facts, List<WorkloadResult> results) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.set("run", JSON.valueToTree(facts));
    ArrayNode workloads = root.putArray("workloads");
    results.forEach(result -> write(result, workloads.addObject()));
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  private static void write(WorkloadResult result, ObjectNode to) {
    to.put("name", result.workload()).put("title", result.title());
    to.put("insideMeans", result.insideMeans());
    ArrayNode contenders = to.putArray("contenders");
    result.standings().all().forEach(standing -> write(standing, contenders.addObject()));
    to.set("remarks", JSON.valueToTree(result.remarks()));
    ArrayNode targets = to.putArray("targets");
    for (Target target : result.targets()) {
      targets
          .addObject()
          .put("what", target.what())
          .put("relation", target.relation().name())
          .put("bound", target.bound())
          .put("measured", target.measured())
          .put("met", target.met());
    }
  }

  private static void write(Standing standing, ObjectNode to) {
    to.put("name", standing.contender()).put("rounds", standing.samples().size());
    standing.out().ifPresent(reason -> to.put("out", reason));
    if (standing.ran()) {
      to.set("wallSeconds", JSON.valueToTree(standing.wall()));
      to.set("cpuSeconds", JSON.valueToTree(standing.cpu()));
      to.set("peakMib", JSON.valueToTree(standing.peakMib()));
      to.set("registryCpuSeconds", JSON.valueToTree(standing.registryCpu()));
      standing.inside().ifPresent(spread -> to.set("insideSeconds", JSON.valueToTree(spread)));
    }
    Traffic traffic = standing.totalTraffic();
    to.set("requests", JSON.valueToTree(traffic.requests()));
    to.put("bytesDown", traffic.sent()).put("bytesUp", traffic.received());
  }
}
