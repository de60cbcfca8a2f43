package dev.reinstate.signature.policy;

import static com.google.common.collect.MoreCollectors.onlyElement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.signature.Requirement;
import dev.reinstate.signature.SignaturePolicy;
import dev.reinstate.signature.Signer;
import dev.reinstate.signature.TextRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy is what its file says. */
final class SignaturePolicyFileTest {

  static final String WHOLE =
      """
      # who signs what
      signers:
        releng:
          certificate-identity: krel-trust@k8s-releng-prod.iam.gserviceaccount.com
          certificate-oidc-issuer: https://accounts.google.com
        builders:
          certificate-identity-regexp: ^https://github\\.com/kubernetes-sigs/
          certificate-oidc-issuer-regexp: ^https://token\\.actions\\.githubusercontent\\.com$
        house:
          key: cosign.pub
          transparency-log: true
      rules:
      - repositories: ["*-docker.pkg.dev/k8s-artifacts-prod/images/**", "us.gcr.io/prod/**"]
        since: 2022-11-08
        children: true
        docker-references: ["registry.k8s.io/**"]
        require:
        - signature: [releng, house]
        - attestation: [builders]
          predicate-type: https://slsa.dev/provenance/v1
        - attestation: []
        - sbom: any
      - repositories: ["**"]
        require: []
      sources:
      - repositories: ["gcr.io/k8s-staging-*/**"]
        verify: if-present
        require:
        - attestation: [builders]
      - repositories: ["gcr.io/**"]
        verify: require
        docker-references: []
        require: [{signature: [house]}]
      canonical:
      - from: ["*-docker.pkg.dev/k8s-artifacts-prod/images"]
        to: us-central1-docker.pkg.dev/k8s-artifacts-prod/images
      """;

  @TempDir Path root;
  private PolicyDirectory directory;

  @BeforeEach
  void plant() {
    directory = new PolicyDirectory(root);
  }

  private static Repository repository(String name) {
    return Repository.parse(name);
  }

  @Test
  void readsRulesForDestinations() {
    SignaturePolicy policy = directory.read(WHOLE);

    SignaturePolicy.Rule rule =
        policy
            .rule(repository("europe-west4-docker.pkg.dev/k8s-artifacts-prod/images/kube/proxy"))
            .orElseThrow();
    assertEquals(Optional.of(Instant.parse("2022-11-08T00:00:00Z")), rule.since());
    assertTrue(rule.children());
    assertTrue(rule.names().test("registry.k8s.io/kube/proxy"));
    assertFalse(rule.names().test("registry.example/kube/proxy"));
    assertEquals(
        ImmutableList.of(
            "signature by releng or house",
            "attestation of https://slsa.dev/provenance/v1 by builders",
            "attestation",
            "sbom"),
        rule.requirements().stream().map(Requirement::toString).toList());
    SignaturePolicy.Rule other = policy.rule(repository("quay.io/other")).orElseThrow();
    assertEquals(ImmutableList.of(), other.requirements());
    assertEquals(Optional.empty(), other.since());
    assertFalse(other.children());
    assertFalse(other.names().test("quay.io/other"));
  }

  @Test
  void readsRulesForSources() {
    SignaturePolicy policy = directory.read(WHOLE);

    SignaturePolicy.SourceRule staging =
        policy.source(repository("gcr.io/k8s-staging-dns/coredns")).orElseThrow();
    assertFalse(staging.required());
    assertEquals(AttachmentKind.ATTESTATION, staging.requirements().getFirst().kind());
    assertEquals(Optional.empty(), staging.requirements().getFirst().predicateType());
    SignaturePolicy.SourceRule rest = policy.source(repository("gcr.io/x/y")).orElseThrow();
    assertTrue(rest.required());
    assertEquals(Optional.empty(), policy.source(repository("quay.io/x")));
  }

  @Test
  void readsWhoSigns() {
    SignaturePolicy policy = directory.read(WHOLE);
    ImmutableList<Requirement> requirements = policy.rules().getFirst().requirements();

    assertEquals(
        ImmutableList.of(
            new Signer.Keyless(
                "releng",
                new TextRule.Exact("krel-trust@k8s-releng-prod.iam.gserviceaccount.com"),
                new TextRule.Exact("https://accounts.google.com")),
            new Signer.Key("house", PolicyDirectory.EC.getPublic(), true)),
        requirements.getFirst().signers());
    Signer.Keyless builders = (Signer.Keyless) requirements.get(1).signers().getFirst();
    assertTrue(
        builders.identity().test("https://github.com/kubernetes-sigs/x/y.yaml@refs/heads/m"));
    assertFalse(builders.identity().test("https://github.example/kubernetes-sigs/x"));
    assertTrue(builders.issuer().test("https://token.actions.githubusercontent.com"));
    assertFalse(builders.issuer().test("https://token.actions.githubusercontent.com/x"));
    assertEquals("/^https://github\\.com/kubernetes-sigs//", builders.identity().toString());
  }

  @ParameterizedTest
  @CsvSource({"EC, 256", "EC, 384", "EC, 521", "RSA, 2048", "RSA, 3072", "Ed25519, 255"})
  void takesKeysOfEachKind(String algorithm, int size) throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(size);
    KeyPair pair = generator.generateKeyPair();
    directory.write("other.pub", PolicyDirectory.pem("PUBLIC KEY", pair.getPublic()));

    SignaturePolicy policy = directory.read(withKey("other.pub"));

    assertEquals(
        new Signer.Key("s", pair.getPublic(), false),
        policy.rules().getFirst().requirements().getFirst().signers().getFirst());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed448", "X25519", "DSA"})
  void refusesKeysOfOtherKinds(String algorithm) {
    directory.write(
        "other.pub",
        PolicyDirectory.pem("PUBLIC KEY", PolicyDirectory.pair(algorithm).getPublic()));

    assertRefused("other.pub holds no key that is known");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PRIVATE KEY                                | holds PRIVATE KEY
          ENCRYPTED SIGSTORE PRIVATE KEY             | holds ENCRYPTED SIGSTORE PRIVATE KEY
          CERTIFICATE                                | holds CERTIFICATE
          RSA PUBLIC KEY                             | holds RSA PUBLIC KEY
          """)
  void refusesWhatIsNoPublicKey(String label, String expected) {
    directory.write("other.pub", PolicyDirectory.pem(label, PolicyDirectory.EC.getPrivate()));

    assertRefused("other.pub " + expected);
  }

  @Test
  void refusesWhatIsNotOneKey() {
    String key = PolicyDirectory.pem("PUBLIC KEY", PolicyDirectory.EC.getPublic());

    directory.write("other.pub", key + key);
    assertRefused("other.pub holds more than one");
    directory.write("other.pub", "");
    assertRefused("other.pub holds no PEM");
    directory.write("other.pub", key.substring(0, key.length() - 20));
    assertRefused("other.pub holds no PEM");
    directory.write("other.pub", key.replaceFirst("\n\\w{20}", "\n"));
    assertRefused("other.pub holds no key that is known");
    directory.write("other.pub", key.replaceFirst("\n(?s:.*)\n-", "\nA\n-"));
    assertRefused("other.pub is no base64");
    directory.write("other.pub", new byte[(64 << 10) + 1]);
    assertRefused("other.pub is larger than 64 KiB, and no key");
    directory.write("other.pub", "# house\r\n" + key.replace("\n", "\r\n"));
    assertEquals(ImmutableList.of(), directory.problems(withKey("other.pub")));
  }

  private void assertRefused(String reason) {
    assertEquals(
        ImmutableList.of(
            "policy.yaml:1:20: 'key': "
                + reason
                + "; name a PEM file with one BEGIN PUBLIC KEY, of EC, RSA or Ed25519"),
        directory.problems(withKey("other.pub")));
  }

  private static String withKey(String file) {
    return "signers: {s: {key: "
        + file
        + "}}\nrules: [{repositories: [a/b], require: [{signature: [s]}]}]\n";
  }

  @ParameterizedTest
  @CsvSource({
    "2022-11-08, 2022-11-08T00:00:00Z",
    "'2022-11-08', 2022-11-08T00:00:00Z",
    "2022-11-08T14:00:00Z, 2022-11-08T14:00:00Z",
    "2022-11-08T14:00:00.5+02:00, 2022-11-08T12:00:00.5Z"
  })
  void readsDatesAndTimes(String written, String expected) {
    assertEquals(
        Optional.of(Instant.parse(expected)),
        directory
            .read(
                "rules: [{repositories: [a/b], require: [{signature: any}], since: "
                    + written
                    + "}]\n")
            .rules()
            .getFirst()
            .since());
  }

  @Test
  void readsUtf16AsOtherFilesOfYaml() {
    directory.write("policy.yaml", ("\ufeff" + WHOLE).getBytes(StandardCharsets.UTF_16BE));

    assertEquals(ImmutableList.of(), directory.problems());
  }

  @Test
  void thePolicyOfThePageIsOne() throws IOException {
    MatchResult block =
        Pattern.compile("^```yaml\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(Path.of("src/site/markdown/signatures.md")))
            .results()
            .collect(onlyElement());

    SignaturePolicy policy = directory.read(block.group(1));

    Repository mirror =
        repository("us-west1-docker.pkg.dev/k8s-artifacts-prod/images/experiments/x");
    assertEquals(ImmutableList.of(), policy.rule(mirror).orElseThrow().requirements());
    assertEquals(
        "us-central1-docker.pkg.dev/k8s-artifacts-prod/images/experiments/x",
        policy.placeOf(mirror).toString());
  }

  @Test
  void whatBelongsToMirrorsIsInOnePlace() {
    SignaturePolicy policy = directory.read(WHOLE);

    assertEquals(
        new RegistryPrefix("us-central1-docker.pkg.dev", "k8s-artifacts-prod/images"),
        policy.canonical().getFirst().to());
    assertEquals(
        repository("us-central1-docker.pkg.dev/k8s-artifacts-prod/images/kube/proxy"),
        policy.placeOf(
            repository("asia-east1-docker.pkg.dev/k8s-artifacts-prod/images/kube/proxy")));
  }
}
