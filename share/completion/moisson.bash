# Completion of moisson(1) for bash: commands, options, the ids of sources and channels.

# The ids of the sources, by their health; those of the channels, by the configuration. Both are quiet on failure.
_moisson_sources() { "$1" "${@:2}" status --json 2>/dev/null | sed -n 's/^ *"id": "\([^"]*\)".*/\1/p'; }
_moisson_channels() { sed -n '/^channels:/,/^[a-z]/s/^ *- *{\{0,1\} *id: *\([A-Za-z0-9._-]*\).*/\1/p' "$1" 2>/dev/null; }

_moisson() {
    local everywhere="--config --verbose --quiet --json --now --offline --help"
    local filters="--kind --open --topic --territory --audience --source --tag --language --since --until --after
        --before --archived --hidden --sort --reverse --limit"
    local commands="run harvest export check status accept list search show set hide merge split undo import opml discover try parse select sanitize dates understand cluster limits db help"
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command="" config=moisson.yaml i words=""
    local -a given=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --config)
            config=${COMP_WORDS[i + 1]:-moisson.yaml}
            given=(--config "$config")
            ((i++))
            ;;
        --now) ((i++)) ;;
        -*) ;;
        *) [ -n "$command" ] || command=${COMP_WORDS[i]} ;;
        esac
    done
    COMPREPLY=()
    case $prev in
    --config | --output | --yaml | --from | --save | --against) words=files ;;
    --kind) words="event call document news" ;;
    --sort) words="published updated deadline starts title relevance" ;;
    --source) words=$(_moisson_sources "${COMP_WORDS[0]}" "${given[@]}") ;;
    --now | --since | --until | --after | --before | --limit | --topic | --territory | --audience | --tag | --language | \
        --base | --format | --ref | --tz | --items | --author | --reason) return ;;
    --lang) words="fr en" ;;
    *)
        case $command in
        "") words="$commands $everywhere --version" ;;
        help) words=$commands ;;
        run) words="$everywhere --force" ;;
        harvest) words="$everywhere --force --dry-run $(_moisson_sources "${COMP_WORDS[0]}" "${given[@]}")" ;;
        status) words="$everywhere --unmapped $(_moisson_sources "${COMP_WORDS[0]}" "${given[@]}")" ;;
        accept) words="$everywhere --author $(_moisson_sources "${COMP_WORDS[0]}" "${given[@]}")" ;;
        export) words="$everywhere $(_moisson_channels "$config")" ;;
        list | search) words="$everywhere $filters" ;;
        check) [[ $cur == -* ]] && words="$everywhere --schema --config-schema --overrides-schema --reference" || words=files ;;
        import) [[ $cur == -* ]] && words="$everywhere --output" || words=files ;;
        opml) words="sources channels $everywhere --output" ;;
        discover) [[ $cur == -* ]] && words="$everywhere --page --from" || words=files ;;
        try)
            words="$everywhere --from --save --against --limit --all $(_moisson_sources "${COMP_WORDS[0]}" "${given[@]}")"
            [[ $cur == -* ]] || words="$words $(compgen -f -- "$cur")"
            ;;
        parse) [[ $cur == -* ]] && words="$everywhere --base --format" || words=files ;;
        select) [[ $cur == -* ]] && words="$everywhere --items --batch" || words=files ;;
        sanitize) [[ $cur == -* ]] && words="$everywhere --base" || words=files ;;
        cluster) [[ $cur == -* ]] && words="$everywhere --batch --why" || words=files ;;
        understand) [[ $cur == -* ]] && words="$everywhere --batch --title --ref --lang --tz" || words=files ;;
        dates) [[ $cur == -* ]] && words="$everywhere --batch --ref --lang --tz" || words=files ;;
        show) words="$everywhere --why" ;;
        set) words="$everywhere --author --reason --yaml title= summary= content= url= external_url= image= kind= language=
            territory= organizer= place= starts= ends= online= cancelled= registration_deadline= opens= deadline= deadlines=
            permanent= amount_min= amount_max= amount_rate= amount_currency= budget_total= lat= lon= topics= audience= tags=" ;;
        hide) words="$everywhere --author --reason --yaml" ;;
        undo) words="$everywhere --author --all" ;;
        merge | split) words="$everywhere --author --reason --yaml --undo" ;;
        db) [ "$prev" = backup ] && words=files || words="check backup optimize $everywhere" ;;
        *) words=$everywhere ;;
        esac
        ;;
    esac
    if [ "$words" = files ]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    else
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    fi
}
complete -F _moisson moisson
