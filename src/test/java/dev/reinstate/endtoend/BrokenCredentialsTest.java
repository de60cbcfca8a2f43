package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.registry.Wire;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A process whose user has set up the credentials of one of two hosts badly. */
@Timeout(120)
@ParameterizedClass
@EnumSource(Wire.class)
class BrokenCredentialsTest {

  private static final String SOUND = "us.example";
  private static final String BROKEN = "eu.example";

  private final Wire wire;

  @TempDir private Path directory;
  private World world;

  BrokenCredentialsTest(Wire wire) {
    this.wire = wire;
  }

  @BeforeEach
  void promote() throws IOException {
    Challenge basic = new Challenge.Basic(new Challenge.Account("prow", "swordfish"));
    SampleImage image = new SampleImages(1).oci(30);
    world = new World(directory, wire.on(EmbeddedRegistryOptions.defaults().withChallenge(basic)));
    world
        .manifest(SOUND + "/team", SOUND + "/prod", BROKEN + "/prod")
        .promote("app", image.digest(), "v1");
    for (String repository : new String[] {SOUND + "/team", SOUND + "/prod", BROKEN + "/prod"}) {
      world.put(repository + "/app", image, "v1");
    }
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "auths": {"%s": {"auth": "cHJvdzpzd29yZGZpc2g="}, "%s": {"auth": "swordfish!"}} | 'auth' in 'auths' of %s is not Base64
          "auths": {"%s": {"auth": "cHJvdzpzd29yZGZpc2g="}}, "credHelpers": {"%s": "vault"} | docker-credential-vault failed: it ended with exit code 1: vault is sealed
          "auths": {"%s": {"auth": "cHJvdzpzd29yZGZpc2g="}}, "credHelpers": {"%s": "missing"} | docker-credential-missing is not on the PATH
          """)
  void onlyItsHostSuffersAndIsToldWhy(String config, String why) throws Exception {
    String broken = world.registry(BROKEN).host();
    String said = run("{" + config.formatted(world.registry(SOUND).host(), broken) + "}");
    Map<String, String> found = unreadable();
    assertEquals(1, found.size(), found.toString());
    String detail = found.get(BROKEN + "/prod/app");
    assertTrue(
        detail.contains("no credential for " + broken) && detail.contains(why.formatted(broken)),
        detail);
    assertFalse(detail.contains("anonymous") || detail.contains("answered 401"), detail);
    assertFalse(said.contains("\tat ") || (said + detail).contains("swordfish"), said + detail);
  }

  @Test
  void aTruncatedFileIsNamedForEachHostThatAsks() throws Exception {
    run("{\"auths\": {\"a.example\": {\"auth\": \"cHJvdzpzd29y");
    Map<String, String> found = unreadable();
    assertEquals(2, found.size(), found.toString());
    found
        .values()
        .forEach(detail -> assertTrue(detail.contains("config.json is not JSON"), detail));
  }

  /** What a dry run says on standard error. */
  private String run(String config) throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(home.resolve(".docker/config.json"), config);
    Path helper = directory.resolve("docker-credential-vault");
    Files.writeString(helper, "#!/bin/sh\necho vault is sealed\nexit 1\n");
    assertTrue(helper.toFile().setExecutable(true));
    ProcessBuilder process =
        world.reconcileProcess(directory.resolve("out.txt"), "--artifacts=" + directory);
    process.environment().put("HOME", home.toString());
    process.environment().keySet().removeAll(List.of("DOCKER_CONFIG", "REGISTRY_AUTH_FILE"));
    process.environment().compute("PATH", (name, path) -> directory + ":" + path);
    Process run = process.start();
    String said = run.errorReader(UTF_8).lines().collect(Collectors.joining("\n"));
    assertEquals(ExitCode.PARTIAL.value(), run.waitFor(), said);
    return said;
  }

  private Map<String, String> unreadable() throws IOException {
    JsonNode plan = new ObjectMapper().readTree(directory.resolve("plan.json").toFile());
    return StreamSupport.stream(plan.get("findings").spliterator(), false)
        .collect(
            Collectors.toMap(
                finding -> finding.get("repository").asText(),
                finding -> finding.get("detail").asText()));
  }
}
