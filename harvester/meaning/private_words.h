/* The words by which personal data is told: first names, and what generic mailboxes are called. Folded,
 * between spaces. */
#pragma once

static const char first_names[] =
    " adele adeline adrien agathe agnes aicha alain albane albert alexandra alexandre alexis alice aline "
    "alix amandine amelie anais andre andrea ange angele angelique anne annick annie anthony antoine "
    "antonin arnaud arthur astrid aude audrey aurelie aurelien aurore axel baptiste barbara bastien "
    "beatrice benedicte benjamin benoit bernadette bernard bertrand blandine brigitte bruno camille "
    "carine carole caroline catherine cecile cedric celia celine chantal charlene charles charlotte "
    "chloe christel christelle christian christiane christine christophe claire clara clarisse claude "
    "claudine clemence clement colette coralie corentin corinne cyril cyrille damien daniel daniele "
    "danielle david deborah delphine denis denise didier dominique dorothee edith edouard eleonore "
    "eliane elisa elisabeth elise elodie eloise elsa emeline emilie emma emmanuel emmanuelle eric erwan "
    "estelle esther etienne eva eve evelyne fabien fabienne fabrice fanny fatima felix flora florence "
    "florent florian france francis franck francois francoise frederic frederique gabriel gabrielle "
    "gael gaelle gaetan gauthier genevieve geoffroy georges gerald geraldine gerard gilbert gilles "
    "ghislaine gregoire gregory guillaume guy gwenaelle helene henri herve hubert hugo hugues ines "
    "ingrid irene isabelle ivan jacqueline jacques james jean jeanne jennifer jeremie jeremy jerome "
    "jessica joel joelle johanna john jonathan jordan joseph josette josiane judith jules julia julie "
    "julien juliette justine karim karine katia kevin laetitia lara laura laure laurence laurent lea "
    "lena leo leonie leila lionel lisa loic louis louise luc lucas lucie lucile ludivine ludovic lydia "
    "lydie madeleine magali maite manon manuel marc marcel margaux margot marguerite maria marianne "
    "marie marielle marine marion marlene martin martine maryline maryse mathias mathieu mathilde "
    "matthieu maud maxime mehdi melanie melissa michael michel michele mickael mireille mohamed monique "
    "morgane muriel myriam nadege nadia nadine natacha nathalie nicolas nicole noemie odile olivia "
    "olivier oceane pascal pascale patrice patricia patrick paul paula pauline perrine peter philippe "
    "pierre quentin rachel raphael raphaelle raymond regine regis remi remy renaud rene richard robert "
    "robin roger roland romain rose sabine sabrina salome samia samuel sandra sandrine sarah sebastien "
    "serge severine simon simone sofia solene solenne sonia sophie stephane stephanie sylvain sylvie "
    "tanguy thibault thibaut thierry thomas tiphaine tristan valentin valentine valerie vanessa "
    "veronique victor victoria vincent virginie viviane xavier yann yannick yasmine yoann yohan yolande "
    "youssef yves yvette yvonne zoe anna giulia hans jan klaus katarzyna marco mario paolo pedro piotr "
    "stefan sven tomas elena francesca giovanni jose juan luis carlos michal mary susan william george "
    "emily kate ";

static const char generic_boxes[] =
    " contact contacts info infos information informations accueil secretariat mairie appel appels aap "
    "ami candidature candidatures projet projets project projects subvention subventions aide aides "
    "direction dir dg dga dgs service services dpt dept departement pole bureau cellule mission "
    "missions guichet point relais region europe feder fse leader feader support help helpdesk "
    "aidenumerique webmaster presse press communication com courrier courriel dossier dossiers "
    "inscription inscriptions reservation bourse bourses prix concours call calls secretary office desk "
    "hello bonjour team equipe admin administration commission jury noreply ne newsletter abonnement "
    "vie associative vieassociative ville communaute agglo metropole prefecture pref ddt ddtm draaf "
    "drac dreal ars drajes deets dreets ddets conseil rh recrutement emploi marches marche tresorerie "
    "finances financement financements programme program programmes grants grant enquiries questions "
    "question faq events event evenement evenements agenda colloque congres salon forum webinaire "
    "webinar reseau network plateforme portail site web dpo rgpd donnees data opendata association asso "
    "budgetparticipatif participatif ademe bpifrance hotline standard permanence maison centre "
    "animation coordination cooperation secretariatgeneral gestion instruction depot relations public "
    "publics societe contactez ecrire avis concertation ";

/* Words in capitals that begin a service's name, not a person's. */
static const char service_words[] =
    " direction service services pole mission bureau cellule departement region ville mairie agence "
    "conseil communaute metropole prefecture ministere maison centre office point guichet unite "
    "secretariat chambre delegation programme fonds fondation association union comite groupe reseau "
    "institut universite ecole parc syndicat appel projet projets contact contacts tel telephone mail "
    "email courriel mel adresse site hotel rue avenue boulevard place cedex cs bp quai allee chemin "
    "esplanade cours france europe charge chargee responsable directeur directrice referent referente "
    "coordinateur coordinatrice instructeur instructrice assistante assistant le la les un une pour "
    "vous votre vos merci dossier reglement depot espace plateforme officer the head unit team lundi "
    "mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout "
    "septembre octobre novembre decembre date cloture fax renseignements informations ";
