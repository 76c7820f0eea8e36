# Palimpsest as a container: `docker build -t palimpsest .`, then `docker run palimpsest demo`.
# The base is pinned by patch and by the digest of its index of platforms; constraints.txt pins
# every library. docs/run/operations.md says how to run it and how to update the pin.

FROM python:3.11.17-slim-bookworm@sha256:0a310eeecf4e1f5a0743f9a6520c90c88d089c903ca5fd283f501e3a805f5f89 AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/palimpsest
WORKDIR /src
# The libraries have a layer of their own, which a change in our code does not rebuild.
COPY pyproject.toml constraints.txt ./
RUN mkdir crawler jobs && touch README.md LICENSE jobs/__init__.py && echo '__version__ = "0"' > crawler/__init__.py \
    && /opt/palimpsest/bin/pip install --quiet --constraint constraints.txt '.[container,pictures,postgres,engine]' \
    && /opt/palimpsest/bin/pip uninstall --quiet --yes palimpsest-archive
COPY README.md LICENSE ./
COPY docs docs
COPY crawler crawler
COPY jobs jobs
RUN /opt/palimpsest/bin/pip install --quiet --no-deps --constraint constraints.txt . \
    && /opt/palimpsest/bin/python -c 'import lxml_html_clean, trafilatura, jobs.cli' \
    && /opt/palimpsest/bin/pip uninstall --quiet --yes pip setuptools \
    && find /opt/palimpsest -name tests -type d -path '*/site-packages/*' -prune -exec rm -rf {} +

FROM python:3.11.17-slim-bookworm@sha256:0a310eeecf4e1f5a0743f9a6520c90c88d089c903ca5fd283f501e3a805f5f89
LABEL org.opencontainers.image.title="Palimpsest" \
      org.opencontainers.image.description="Archives news articles: keeps every version, shows what changed, proves it." \
      org.opencontainers.image.licenses="Apache-2.0"
# The user has a number, so that an orchestrator can see that it is not root.
RUN rm -rf /usr/local/bin/pip* /usr/bin/pip* /usr/local/lib/python3*/site-packages/pip* /usr/local/lib/python3*/ensurepip \
    && groupadd --gid 10001 palimpsest && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home \
        --shell /usr/sbin/nologin palimpsest \
    && install -d -o 10001 -g 10001 /data
COPY --from=build /opt/palimpsest /opt/palimpsest
# The service answers to whoever can reach the container; on a machine it answers to the machine alone.
ENV PATH=/opt/palimpsest/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PALIMPSEST_SERVICE__HOST=0.0.0.0
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-m", "jobs.web.probe"]
# dumb-init is process 1: it forwards signals and reaps the processes that crawls leave behind.
ENTRYPOINT ["dumb-init", "--single-child", "--", "palimpsest"]
CMD ["run"]
