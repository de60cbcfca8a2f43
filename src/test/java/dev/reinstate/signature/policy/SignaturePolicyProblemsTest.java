package dev.reinstate.signature.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a policy is found before anything is asked of a registry, and located. */
final class SignaturePolicyProblemsTest {

  private static final String SIGNERS =
      "signers: {k: {key: cosign.pub}, c: {certificate-identity: a, certificate-oidc-issuer: b}}\n";

  private static final String RULES =
      "rules: [{repositories: [a.io/**], require: [{signature: any}]}]\n";

  @TempDir Path root;
  private PolicyDirectory directory;

  @BeforeEach
  void plant() {
    directory = new PolicyDirectory(root);
  }

  private void assertOnly(String expected, String text) {
    ImmutableList<String> problems = directory.problems(text);
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.getFirst().startsWith("policy.yaml:" + expected), problems::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {s: {}}                                          | 1:11: signer 's' can be anyone; add 'certificate-identity' and
          {s: {transparency-log: false}}                   | 1:11: signer 's' can be anyone
          {}                                               | 1:10: 'signers' is empty; add one
          []                                               | 1:10: 'signers' must be a mapping, not a list
          {s: cosign.pub}                                  | 1:14: signer 's' must be a mapping, not the string 'cosign.pub'
          {s: {key: cosign.pub}, s: {key: cosign.pub}}     | 1:33: signer 's' is already at
          {any: {key: cosign.pub}}                         | 1:11: invalid name of a signer 'any'
          {a b: {key: cosign.pub}}                         | 1:11: invalid name of a signer 'a b'
          {s: {certificate-identity: a}}                   | 1:11: 'certificate-oidc-issuer' is missing; add it, or 'certificate-oidc-issuer-regexp'
          {s: {certificate-oidc-issuer: a}}                | 1:11: 'certificate-identity' is missing; add it, or 'certificate-identity-regexp'
          {s: {certificate-identity: a, certificate-identity-regexp: a, certificate-oidc-issuer: b}} | 1:69: 'certificate-identity' is there as well
          {s: {certificate-identity: a, certificate-oidc-issuer: b, certificate-oidc-issuer-regexp: b}} | 1:100: 'certificate-oidc-issuer' is there as well
          {s: {certificate-identity: a, certificate-oidc-issuer: b, transparency-log: true}} | 1:86: 'transparency-log' is for keys
          {s: {certificate-identity: '', certificate-oidc-issuer: b}}  | 1:37: 'certificate-identity' is empty
          {s: {certificate-identity: 7, certificate-oidc-issuer: b}}   | 1:37: 'certificate-identity' must be a string, not the number '7'
          {s: {certificate-identity: , certificate-oidc-issuer: b}}    | 1:36: 'certificate-identity' must be a string, not nothing
          {s: {certificate-identity: [a], certificate-oidc-issuer: b}} | 1:37: 'certificate-identity' must be a string, not a list
          {s: {certificate-identity-regexp: '(a', certificate-oidc-issuer: b}}       | 1:44: 'certificate-identity-regexp': '(a' is no regular expression: Unclosed group
          {s: {certificate-identity-regexp: 'a**', certificate-oidc-issuer: b}}      | 1:44: 'certificate-identity-regexp': 'a**' is no regular expression: Dangling meta character '*', at its character 3
          {s: {certificate-identity-regexp: '(?P<n>a)', certificate-oidc-issuer: b}} | 1:44: 'certificate-identity-regexp': '(?P<n>a)' is no regular expression
          {s: {certificate-identity-regexp: 'x[[:alpha:]]', certificate-oidc-issuer: b}} | 1:44: 'certificate-identity-regexp': 'x[[:alpha:]]' has a class by name
          {s: {certificate-identity-regexp: '[a[b]]', certificate-oidc-issuer: b}}   | 1:44: 'certificate-identity-regexp': '[a[b]]' has '[' within [ ]
          {s: {certificate-identity-regexp: '[a&&b]', certificate-oidc-issuer: b}}   | 1:44: 'certificate-identity-regexp': '[a&&b]' has '&&' within [ ]
          {s: {certificate-identity-regexp: '(?iU)a+', certificate-oidc-issuer: b}}  | 1:44: 'certificate-identity-regexp': '(?iU)a+' has the flag U
          {s: {certificate-identity-regexp: '.*', certificate-oidc-issuer-regexp: '.+'}} | 1:11: every certificate fits signer 's'
          {s: {key: cosign.pub, certificate-identity: a}}  | 1:54: 'certificate-identity' is of a certificate, and this signer has a key
          {s: {key: cosign.pub, transparency-log: 1}}      | 1:50: 'transparency-log' must be true or false, not the number '1'
          {s: {key: cosign.pub, transparency-log: yes}}    | 1:50: 'transparency-log' is read as true, as YAML 1.1 does; write true
          {s: {key: cosign.pub, url: x}}                   | 1:32: unknown key 'url'; known are certificate-identity, certificate-identity-regexp,
          {s: {key: cosign.pub, key: cosign.pub}}          | 1:32: duplicate key 'key'; remove one
          {s: {key: }}                                     | 1:19: 'key' must be a string, not nothing
          {s: {key: gone.pub}}                             | 1:20: 'key': gone.pub does not exist; name a PEM file
          {s: {key: .}}                                    | 1:20: 'key': . is not a file; name a PEM file
          {s: {key: "a\\0b"}}                              | 1:20: 'key': 'a\\u0000b' cannot be a file; name
          """)
  void aProblemOfASignerIsLocated(String signers, String expected) {
    assertOnly(expected, "signers: " + signers + "\n" + RULES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [{repositories: [a/b], require: any}]                                  | 2:40: 'require' must be a list, not the string 'any'
          [{repositories: [a/b], require: [signature]}]                          | 2:41: each of 'require' must be a mapping, not the string 'signature'
          [{repositories: [a/b], require: [{}]}]                                 | 2:41: nothing is required here; write one of signature, attestation and sbom
          [{repositories: [a/b], require: [{predicate-type: 'a:b'}]}]            | 2:41: nothing is required here
          [{repositories: [a/b], require: [{signature: any, sbom: any}]}]        | 2:41: more than one thing is required here
          [{repositories: [a/b], require: [{signature: k}]}]                     | 2:53: 'signature' must be any or a list of signers, not the string 'k'
          [{repositories: [a/b], require: [{signature: }]}]                      | 2:52: 'signature' must be any or a list of signers, not nothing
          [{repositories: [a/b], require: [{signature: [x]}]}]                   | 2:54: no signer is called 'x'; known are c, k
          [{repositories: [a/b], require: [{signature: [any]}]}]                 | 2:54: no signer is called 'any'; known are c, k
          [{repositories: [a/b], require: [{signature: [k, c, k]}]}]             | 2:60: signer 'k' is already at
          [{repositories: [a/b], require: [{signature: [[k]]}]}]                 | 2:54: a signer of 'signature' must be a string, not a list
          [{repositories: [a/b], require: [{signature: [k], predicate-type: 'a:b'}]}] | 2:74: 'predicate-type' is of attestations; remove it
          [{repositories: [a/b], require: [{sbom: any, predicate-type: 'a:b'}]}] | 2:69: 'predicate-type' is of attestations; remove it
          [{repositories: [a/b], require: [{sbom: [k]}]}]                        | 2:48: an SBOM is not signed itself; write any, or require an attestation
          [{repositories: [a/b], require: [{attestation: [k], predicate-type: }]}]    | 2:75: 'predicate-type' must be a string, not nothing
          [{repositories: [a/b], require: [{attestation: [k], predicate-type: spdx}]}] | 2:76: 'predicate-type': 'spdx' is no URI; write it out
          [{repositories: [a/b], require: [{attestation: [k], predicate-type: 'https://sigstore.dev/cosign/sign/v1'}]}] | 2:76: what states this is a signature; require a signature instead
          [{repositories: [a/b], require: [{signature: any, by: k}]}]            | 2:58: unknown key 'by'; known are signature, attestation, sbom, predicate-type
          [{repositories: [a/b], require: [{signature: [k, c]}, {signature: [k, c]}]}] | 2:62: the same is already at
          [{repositories: [a/b], require: [{signature: any}, {signature: []}]}]  | 2:59: the same is already at
          [{repositories: [a/b]}]                                                | 2:9: 'require' is missing; add it
          [{repositories: [a/b], require: }]                                     | 2:39: 'require' is missing; add it
          [{require: [{signature: any}]}]                                        | 2:9: 'repositories' is missing; add it
          [{repositories: [], require: []}]                                      | 2:24: 'repositories' is empty; add to it or remove it
          [{repositories: a/b, require: []}]                                     | 2:24: 'repositories' must be a list, not the string 'a/b'
          [{repositories: [a/b], require: [], docker-references: [1]}]           | 2:64: a glob of 'docker-references' must be a string, not the number '1'
          [{repositories: [''], require: []}]                                    | 2:25: a glob of 'repositories' is empty
          [{repositories: ['a/{b'], require: []}]                                | 2:25: invalid glob 'a/{b': Missing '}; correct it
          [{repositories: ['a/[b'], require: []}]                                | 2:25: invalid glob 'a/[b': Missing ']; correct it
          [{repositories: ['https://a/b'], require: []}]                         | 2:25: invalid glob 'https://a/b': write host/path, with no scheme
          [{repositories: ['a/b/'], require: []}]                                | 2:25: invalid glob 'a/b/': write host/path, with no scheme
          [{repositories: ['a/ b'], require: []}]                                | 2:25: invalid glob 'a/ b': it has white space
          [{repositories: ['*.io'], require: []}]                                | 2:25: '*.io' matches no repository; write host/path
          [{repositories: [a/b, a/b], require: []}]                              | 2:30: 'a/b' is already at
          [{repositories: [a/b], require: []}, {repositories: [c/d, a/b], require: []}] | 2:66: 'a/b' never decides: 'a/b' comes first, at
          [{repositories: ['**'], require: []}, {repositories: ['a/*'], require: []}]   | 2:62: 'a/*' never decides: '**' comes first, at
          [{repositories: ['a/**'], require: []}, {repositories: ['a/*/b'], require: []}] | 2:64: 'a/*/b' never decides: 'a/**' comes first, at
          [{repositories: ['a/*'], require: []}, {repositories: [a/b], require: []}]    | 2:63: 'a/b' never decides: 'a/*' comes first, at
          [{repositories: [a/b], require: [], since: 2022-13-08}]                | 2:51: 'since': '2022-13-08' is no date like 2022-11-08 and no time like
          [{repositories: [a/b], require: [], since: 2022-02-30}]                | 2:51: 'since': '2022-02-30' is no date
          [{repositories: [a/b], require: [], since: 2022-11-08T00:00:00}]       | 2:51: 'since': '2022-11-08T00:00:00' is no date
          [{repositories: [a/b], require: [], since: yesterday}]                 | 2:51: 'since': 'yesterday' is no date
          [{repositories: [a/b], require: [], since: }]                          | 2:50: 'since' must be a string, not nothing
          [{repositories: [a/b], require: [], since: 20221108}]                  | 2:51: 'since' must be a string, not the number '20221108'
          [{repositories: [a/b], require: [], children: maybe}]                  | 2:54: 'children' must be true or false, not the string 'maybe'
          [{repositories: [a/b], require: [], docker-references: a/b}]           | 2:63: 'docker-references' must be a list, not the string 'a/b'
          [{repositories: [a/b], require: [], docker-references: ['a/{']}]       | 2:64: invalid glob 'a/{': Missing '}; correct it
          [{repositories: [a/b], require: [], docker-references: [a/b, a/b]}]    | 2:69: 'a/b' is already at
          [{repositories: [a/b], require: [], verify: require}]                  | 2:44: unknown key 'verify'; known are repositories, since, children, docker-references, require
          []                                                                     | 2:8: 'rules' is empty; add to it or remove it
          {}                                                                     | 2:8: 'rules' must be a list, not a mapping
          [a/b]                                                                  | 2:9: each of 'rules' must be a mapping, not the string 'a/b'
          """)
  void aProblemOfARuleIsLocated(String rules, String expected) {
    assertOnly(expected, SIGNERS + "rules: " + rules + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [{repositories: [a/b], require: [{signature: any}]}]                    | 2:11: 'verify' is missing; add it
          [{repositories: [a/b], require: [{signature: any}], verify: always}]    | 2:70: 'verify' must be require or if-present, not 'always'
          [{repositories: [a/b], require: [{signature: any}], verify: true}]      | 2:70: 'verify' must be a string, not the boolean 'true'
          [{repositories: [a/b], require: [], verify: require}]                   | 2:42: 'verify: require' with nothing to require
          [{repositories: [a/b], require: [], verify: if-present, since: 2022-11-08}] | 2:66: unknown key 'since'; known are repositories, verify, docker-references, require
          []                                                                      | 2:10: 'sources' is empty
          """)
  void aProblemOfASourceIsLocated(String sources, String expected) {
    assertOnly(expected, SIGNERS + "sources: " + sources + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [{from: [a/b]}]                                        | 2:13: 'to' is missing; add it
          [{to: a/b}]                                            | 2:13: 'from' is missing; add it
          [{from: [], to: a/b}]                                  | 2:20: 'from' is empty
          [{from: [a/b], to: 'a/*'}]                             | 2:31: 'to' must be a prefix; write host or host/path
          [{from: [a/b], to: a/b/}]                              | 2:31: 'to' must be a prefix
          [{from: [a/b], to: 'https://a/b'}]                     | 2:31: 'to' must be a prefix
          [{from: ['*/**'], to: a/b}]                            | 2:21: '*/**' matches prefixes of any length
          [{from: [a/b], to: c/d}, {from: [e, a/b], to: c/d}]    | 2:48: 'a/b' is already at
          [{from: [a/b], to: c/d}, {from: [c/d], to: e/f}]       | 2:31: 'to': what is below 'c/d' belongs elsewhere itself, below e/f;
          [{from: [a/b], to: c/d}, {from: [c], to: e/f}]         | 2:31: 'to': what is below 'c/d' belongs elsewhere itself, below e/f/d;
          [{from: [a/b], to: c/d, since: 2022-11-08}]            | 2:36: unknown key 'since'; known are from, to
          [a/b]                                                  | 2:13: each of 'canonical' must be a mapping
          []                                                     | 2:12: 'canonical' is empty
          """)
  void aProblemOfACanonicalPlaceIsLocated(String canonical, String expected) {
    assertOnly(expected, RULES + "canonical: " + canonical + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          signers: {k: {key: cosign.pub}}  | 1:1: nothing is required; add it to 'rules', 'sources' or both
          # nothing                        | 1:1: a signature policy must be a mapping, not nothing
          [rules]                          | 1:1: a signature policy must be a mapping, not a list
          rule: []                         | 1:1: unknown key 'rule'; known are signers, rules, sources, canonical
          rules: [{repositories: ['**'], require: []}] | 1:1: nothing is required; add it
          rules: [{                        | 2:1: not YAML: expected the node content
          rules: [!!int 3]                 | 1:9: not read: the YAML tag '!!int' is not known; remove it
          """)
  void aProblemOfTheWholeIsLocated(String text, String expected) {
    assertOnly(expected, text + "\n");
  }

  @Test
  void aliasesAndMergeKeysAreRefused() {
    assertEquals(
        ImmutableList.of(
            "policy.yaml:2:40: an alias; write out what it stands for",
            "policy.yaml:3:31: a merge key; write out what it brings"),
        directory.problems(
            """
            rules: [{repositories: [a/b], require: &some [{signature: any}]},
                    {repositories: [a/c], require: *some},
                    {repositories: [a/d], <<: {require: []}}]
            """));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertEquals(ImmutableList.of("policy.yaml: the file does not exist"), directory.problems());
  }

  @Test
  void aSignerThatIsWrongIsNotUnknownAsWell() {
    assertOnly(
        "1:20: 'key': gone.pub does not exist",
        """
        signers: {s: {key: gone.pub}}
        rules: [{repositories: [a/b], require: [{signature: [s]}, {attestation: [s]}]}]
        """);
  }

  @Test
  void allIsSaidAtOnceInTheOrderOfTheFile() {
    assertEquals(
        ImmutableList.of("2", "3", "5", "7", "9", "10", "13", "14"),
        directory
            .problems(
                """
                signers:
                  a: {key: gone.pub}
                  b: {certificate-identity-regexp: "(", certificate-oidc-issuer: c}
                rules:
                - repositories: ["a/{"]
                  require:
                  - signature: [a, nobody]
                - repositories: [a/b]
                  since: soon
                  require: [{sbom: [a]}]
                sources:
                - repositories: [c/d]
                  verify: perhaps
                  required: []
                  require: [{signature: [b]}]
                canonical:
                - {from: [a/b], to: c/d}
                """)
            .stream()
            .map(problem -> problem.split(":", -1)[1])
            .toList());
  }
}
