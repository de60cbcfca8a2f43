# Builds the job's image. What changes least comes first, so that a change of code ships the jar and nothing else: the
# libraries, and the cache of what is loaded of them and of the JDK, are layers below it that stay the same byte for byte,
# on another builder too if it leaves no time of its own in them: `buildah build --timestamp 0`, or BuildKit's
# SOURCE_DATE_EPOCH=0 with rewrite-timestamp=true.
ARG BUILD_IMAGE=docker.io/library/maven:3.9.11-eclipse-temurin-25
ARG RUN_IMAGE=gcr.io/distroless/java25-debian13:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
COPY src/main src/main
RUN mvn -B -q -Dmaven.test.skip=true package \
    org.cyclonedx:cyclonedx-maven-plugin:2.9.1:makeAggregateBom -DoutputFormat=json -DoutputName=sbom \
    org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath -DincludeScope=runtime \
    -Dmdep.prefix=/reinstate/lib -Dmdep.outputFile=target/libraries

# Training: what a run of the sandbox loads, without our own classes. Threads make no two runs quite alike, and neither
# that nor a class more or less may change a layer: the recorded list stays in force until a hundred lines are new.
# Files get a time that says nothing, because a layer's digest covers it and the JVM compares it.
RUN java -XX:DumpLoadedClassList=target/loaded -Dreinstate.end=rehearsed -jar target/reinstate.jar sandbox >/dev/null && \
    mkdir target/image && \
    grep -v -e '^#' -e '^@cp ' -e dev/reinstate target/loaded | sed 's/ id: .*//' | LC_ALL=C sort -u >target/classes.list && \
    if [ "$(LC_ALL=C comm -13 src/main/image/classes.list target/classes.list | wc -l)" -lt 100 ]; \
      then cp src/main/image/classes.list target/image; else cp target/classes.list target/image; fi && \
    for options in cache.options java.options; do \
      sed "s|LIBRARIES|$(cat target/libraries)|" "src/main/image/$options" >"target/image/$options"; done && \
    mkdir target/native && \
    find target/conscrypt/META-INF/native -name "*-linux-$(uname -m | sed 's/aarch64/aarch_64/').so" \
      -exec cp {} target/native ';' && \
    find target/lib target/native target/image target/sbom.json target/reinstate.jar -exec touch -d @0 {} +

# The JVM checks at each start that a cache was made by itself, and for these very files: make it where it will run. It
# asks that the class path begins with the libraries, each of the same size and time, and lets the jar follow them.
FROM ${RUN_IMAGE} AS cache
COPY --from=build /build/target/lib /reinstate/lib
COPY --from=build /build/target/image /reinstate
WORKDIR /tmp
RUN ["java", "@/reinstate/cache.options"]

FROM ${RUN_IMAGE}
COPY --from=build /build/target/lib /reinstate/lib
COPY --from=build /build/target/native /reinstate/native
COPY --from=cache /tmp/reinstate.jsa /reinstate/java.options /reinstate/
COPY --from=build /build/target/sbom.json /reinstate/
COPY --from=build /build/target/reinstate.jar /reinstate/
# By the locale the JVM decides how names of files are written; the base has this one.
ENV LC_ALL=C.UTF-8
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Reinstate" \
      org.opencontainers.image.description="Puts container registries back as promoter manifests and a snapshot say" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
USER 65532:65532
ENTRYPOINT ["java", "@/reinstate/java.options"]
