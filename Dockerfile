# One image for every part of a site on the real engines; the command says which: deploy/run.sh ROLE.
FROM debian:12-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates nginx-light python3 python3-venv \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /srv/consilium consilium

WORKDIR /srv/consilium
COPY requirements.txt ./
COPY setup ./setup
RUN python3 setup/bootstrap.py install
COPY --chown=root:root . .

# State: collected files, media, keys, the counter of the page cache. The same volume for all parts of a machine.
ENV VAR_DIR=/srv/consilium/var
RUN install -d -o consilium -g consilium /srv/consilium/var
VOLUME /srv/consilium/var
USER consilium
STOPSIGNAL SIGTERM
ENTRYPOINT ["deploy/run.sh"]
CMD ["pages"]
