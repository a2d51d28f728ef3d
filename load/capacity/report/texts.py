"""Every fixed sentence of the report, in English and Arabic. `{name:n}` is a number that is read."""

from typing import Final

from load.capacity.report.lever_texts import LEVER_TEXTS

TEXTS: Final[dict[str, tuple[str, str]]] = {
    **LEVER_TEXTS,
    # head
    "title": ("Capacity report", "تقرير الطاقة الاستيعابية"),
    "skip": ("Skip to the figures", "انتقل إلى الأرقام"),
    "contents": ("Contents", "المحتويات"),
    "why": (
        (
            "{served:n} of 100 people who come leave with what they came for. At a usual site, 95 of 100 wait no "
            "longer than {p95:n} minutes."
        ),
        (
            "ينجز {served:n} من كل ١٠٠ مراجع ما جاؤوا من أجله. وفي الموقع المعتاد لا ينتظر ٩٥ من كل ١٠٠ أكثر من "
            "{p95:n} دقيقة."
        ),
    ),
    "means": (
        (
            "Simulated, not measured: these figures hold as far as the assumptions of the model do. What the model "
            "assumes is listed below."
        ),
        "نتائج محاكاة لا قياس: تصح هذه الأرقام بقدر ما تصح افتراضات النموذج، وهي مذكورة كلها أدناه.",
    ),
    "figure.people": ("people a day", "المراجعون في اليوم"),
    "figure.at_sites": ("at {count:n} sites", "عدد المواقع {count:n}"),
    "figure.devices": ("devices", "الأجهزة"),
    "figure.p95": ("minutes: the long wait", "الانتظار الطويل بالدقائق"),
    "figure.mean": ("minutes: the mean wait", "متوسط الانتظار بالدقائق"),
    "figure.lost": ("are lost", "جاؤوا دون جدوى"),
    "figure.busy": ("of device time is used", "استخدام وقت الأجهزة"),
    "between": ("{low:n} to {high:n}", "من {low:n} إلى {high:n}"),
    "words": (
        (
            "The long wait is the wait that 95 of 100 people of a site and day do not exceed; means are over sites, "
            "days and replications. "
            "Lost: turned away, left the line, or was sent away at closing. Small numbers are 95 % intervals of "
            "the simulation."
        ),
        (
            "الانتظار الطويل هو ما لا يتجاوزه انتظار ٩٥ من كل ١٠٠ مراجع في موقع ويوم، والمتوسطات على المواقع والأيام "
            "والتكرارات. "
            "دون جدوى: انصرف عند رؤية الطابور، أو غادره، أو صُرف عند الإغلاق. الأرقام الصغيرة فترات ثقة ٩٥٪ للمحاكاة."
        ),
    ),
    "few": (
        (
            "There are {count:n} replications; what breaks seldom asks for {needed:n}. Until then the intervals may be "
            "narrower than the truth."
        ),
        (
            "عدد التكرارات {count:n}، والأعطال النادرة تتطلب {needed:n}. وإلى ذلك الحين قد تكون فترات الثقة أضيق من "
            "الحقيقة."
        ),
    ),
    "minutes": ("minutes", "دقيقة"),
    "percent": ("{value:n} %", "{value:n}٪"),
    "comma": (", ", "، "),
    # map
    "map": ("Where people wait", "أين ينتظر الناس"),
    "map.lead": (
        "Each circle is a site: the larger, the more people come; the darker, the longer they wait.",
        "كل دائرة موقع: كلما كبرت زاد عدد المراجعين، وكلما اشتد لونها طال الانتظار.",
    ),
    "map.finding": ("The longest waits: ", "أطول انتظار: "),
    "map.one": ("{site} {minutes:n} min", "{site} {minutes:n} دقيقة"),
    "map.color": ("Long wait (95 of 100 wait no longer)", "الانتظار الطويل (٩٥ من كل ١٠٠ لا ينتظرون أكثر)"),
    "map.size": ("People a day:", "المراجعون في اليوم:"),
    "map.note": (
        (
            "Circles that would lie on each other are moved aside. The outline is a sketch, to about {km:n} km, and "
            "no statement about any border."
        ),
        "أُزيحت الدوائر المتراكبة جانبًا. والخريطة رسم تقريبي بدقة نحو {km:n} كم، ولا تعبّر عن أي موقف من الحدود.",
    ),
    "map.bare": (
        "Circles that would lie on each other are moved aside. There is no outline of this country.",
        "أُزيحت الدوائر المتراكبة جانبًا. ولا تتوفر خريطة لهذا البلد.",
    ),
    "map.about": (
        "A map with {count:n} sites as circles, by people and long wait; the figures are in the table beside it.",
        (
            "خريطة للمواقع، وعددها {count:n}، على هيئة دوائر بحسب عدد المراجعين وطول الانتظار، والأرقام في الجدول "
            "المرافق."
        ),
    ),
    "tip.site": (
        "{site}, {name}: {people:n} people a day, {devices:n} devices, long wait {minutes:n} min",
        "{site}، {name}: المراجعون في اليوم {people:n}، الأجهزة {devices:n}، الانتظار الطويل {minutes:n} دقيقة",
    ),
    # hours
    "hours": ("When people wait", "متى ينتظر الناس"),
    "hours.lead": (
        (
            "What a person who comes to a site in a half hour has to expect on average. The sites with the longest "
            "waits stand on top."
        ),
        "ما ينتظره في المتوسط من يأتي إلى موقع في نصف ساعة معيّنة. المواقع الأطول انتظارًا في الأعلى.",
    ),
    "hours.finding": (
        (
            "The longest wait meets who comes to {site} at {clock:n}: {minutes:n} minutes on average, to within {error:n}; it "
            "is the longest of many, so partly chance."
        ),
        (
            "أطول انتظار يلقاه من يأتي إلى {site} في الساعة {clock:n}: {minutes:n} دقيقة في المتوسط، بفارق لا يتجاوز {error:n}؛ "
            "وهو الأطول بين كثير، فبعضه صدفة."
        ),
    ),
    "hours.color": ("Mean wait of who comes then, had all stayed", "متوسط انتظار القادمين حينها لو بقوا جميعًا"),
    "hours.about": (
        (
            "A row for each of {count:n} sites, a cell for each half hour, colored by the mean wait; the table beside "
            "it has the numbers."
        ),
        "صف لكل موقع، وعددها {count:n}، وخانة لكل نصف ساعة ملوّنة بمتوسط الانتظار، والأرقام في الجدول المرافق.",
    ),
    "hours.table": ("Mean wait in minutes, by half hour of arrival", "متوسط الانتظار بالدقائق بحسب نصف ساعة الوصول"),
    "tip.cell": (
        "{site}, {clock:n}: {minutes:n} min",
        "{site}، {clock:n}: {minutes:n} دقيقة",
    ),
    # queue
    "queue": ("The day in one picture", "اليوم في صورة واحدة"),
    "queue.lead": (
        "All sites together on an open day: how many stand in line and how many at devices, by half hour.",
        "جميع المواقع معًا في يوم عمل: كم شخصًا في الطوابير وكم عند الأجهزة، بحسب نصف الساعة.",
    ),
    "queue.finding": (
        (
            "The lines are longest at {clock:n}: {waiting:n} people on average, and no more than {high:n} on 95 of "
            "100 days."
        ),
        (
            "أطول الطوابير في الساعة {clock:n}: عدد المنتظرين {waiting:n} في المتوسط، ولا يتجاوز {high:n} في ٩٥ من كل "
            "١٠٠ يوم."
        ),
    ),
    "queue.up": ("people", "أشخاص"),
    "queue.waiting": ("in line, mean", "في الطابور، المتوسط"),
    "queue.band": ("in line, 90 of 100 days", "في الطابور، ٩٠ من كل ١٠٠ يوم"),
    "queue.busy": ("at devices, mean", "عند الأجهزة، المتوسط"),
    "queue.devices": ("devices there are", "عدد الأجهزة المتوفرة"),
    "queue.pause": ("break of most sites", "استراحة معظم المواقع"),
    "queue.about": (
        (
            "Curves over the day: people in line with a band of 90 of 100 days, people at devices, and the number of "
            "devices as a level line."
        ),
        "منحنيات على مدار اليوم: من في الطابور مع نطاق ٩٠ من كل ١٠٠ يوم، ومن عند الأجهزة، وعدد الأجهزة خطًا أفقيًا.",
    ),
    # pareto
    "pareto": ("What more devices buy", "ماذا تحقق زيادة الأجهزة"),
    "pareto.lead": (
        (
            "From dot to dot one more device, at the site where it shortens waiting most. Below the line nobody gets, "
            "whatever the placement; "
            "above it, devices stand where others need them more."
        ),
        (
            "من نقطة إلى التالية جهاز إضافي في الموقع الذي يقصّر فيه الانتظار أكثر. وما فوق الخط يعني أن أجهزة تقف "
            "حيث غيرها أحوج إليها."
        ),
    ),
    "pareto.finding": (
        (
            "As placed today, {devices:n} devices mean a long wait of {today:n} minutes. Placed best, they make "
            "{best:n}; "
            "{more:n} more make {then:n}. The next goes to {site}."
        ),
        (
            "الأجهزة اليوم {devices:n} وتوزيعها يعني انتظارًا طويلًا قدره {today:n} دقيقة. وبأفضل توزيع {best:n}، "
            "وبزيادة {more:n} من الأجهزة {then:n}. "
            "والجهاز التالي إلى {site}."
        ),
    ),
    "pareto.up": ("long wait, minutes", "الانتظار الطويل بالدقائق"),
    "pareto.across": ("devices at all sites", "الأجهزة في جميع المواقع"),
    "pareto.cost": ("cost of all devices", "تكلفة جميع الأجهزة"),
    "pareto.best": ("best placement of so many", "أفضل توزيع لهذا العدد"),
    "pareto.today": ("as the model places them", "كما يوزعها النموذج"),
    "pareto.about": (
        "A falling line of dots: the long wait against the number of devices. A ring marks the model as it stands.",
        "خط نقاط متنازل: الانتظار الطويل مقابل عدد الأجهزة، والحلقة تدل على النموذج كما هو.",
    ),
    "pareto.note": (
        (
            "Devices are added one by one where they help most, site by site; each number of devices at each site was "
            "simulated on the same people."
        ),
        "تضاف الأجهزة واحدًا واحدًا حيث تفيد أكثر، وقد حُوكي كل عدد من الأجهزة في كل موقع على المراجعين أنفسهم.",
    ),
    "pareto.moving": (
        "People of this model go on to other sites; that is not counted here.",
        "ينتقل المراجعون في هذا النموذج إلى مواقع أخرى، ولم يُحسب ذلك هنا.",
    ),
    "tip.step": (
        "{devices:n} devices: {minutes:n} min, {share:n} % lost",
        "الأجهزة {devices:n}: {minutes:n} دقيقة، {share:n}٪ دون جدوى",
    ),
    "tip.cost": (", cost {cost:n}", "، التكلفة {cost:n}"),
    # tornado
    "tornado": ("Which assumptions matter most", "أي الافتراضات أهم"),
    "tornado.lead": (
        (
            "Each number that the model assumes, a fifth lower and a fifth higher, or as far as the model says that "
            "it may be off; one at a time, "
            "on the same people. What stands on top is worth measuring first."
        ),
        (
            "كل رقم يفترضه النموذج، أقل بالخُمس وأكثر بالخُمس، أو بقدر ما يذكر النموذج من شك فيه، واحدًا واحدًا وعلى "
            "المراجعين أنفسهم. "
            "وما في الأعلى أولى بالقياس."
        ),
    ),
    "tornado.finding": (
        "Strongest: {lever} — the long wait goes from {low:n} to {high:n} minutes.",
        "الأقوى أثرًا: {lever}، إذ يتراوح الانتظار الطويل بين {low:n} و{high:n} دقيقة.",
    ),
    "tornado.low": ("low value", "القيمة الدنيا"),
    "tornado.high": ("high value", "القيمة العليا"),
    "tornado.base": ("as assumed", "كما افتُرض"),
    "tornado.about": (
        (
            "Bars to both sides of the long wait as assumed, in minutes: the {count:n} assumptions with the strongest "
            "effect."
        ),
        "أشرطة على جانبي الانتظار الطويل المفترض بالدقائق، لأقوى الافتراضات أثرًا وعددها {count:n}.",
    ),
    "tornado.note": (
        "Probabilities end at 1. Whole numbers (devices, tries, days), calendars and places are not varied here.",
        ("لا تتجاوز الاحتمالات ١. ولا تُغيَّر هنا الأعداد الصحيحة (الأجهزة والمحاولات والأيام) ولا التقاويم ولا الأماكن."),
    ),
    "tip.swing": ("{lever} = {value:n}: {minutes:n} min", "{lever} = {value:n}: {minutes:n} دقيقة"),
    # plan by quarter
    "plan": ("The plan by quarter", "الخطة بحسب الأرباع"),
    "plan.lead": (
        "Which sites get devices when, within the budget; and the waits that follow under the expected demand.",
        "أي المواقع تحصل على أجهزة ومتى، ضمن الميزانية، وما يترتب على ذلك من انتظار بالطلب المتوقع.",
    ),
    "plan.finding": (
        (
            "At the end of {quarter:n} {devices:n} devices stand and {cost:n} {currency} are spent; the long wait is "
            "{minutes:n} minutes."
        ),
        (
            "في نهاية {quarter:n} يبلغ عدد الأجهزة {devices:n} والإنفاق {cost:n} {currency}، والانتظار الطويل "
            "{minutes:n} دقيقة."
        ),
    ),
    "plan.about": (
        "By quarter: the long wait with its interval above, bars of devices that stand below, new ones on top.",
        "بحسب الأرباع: الانتظار الطويل مع فترته في الأعلى، وأشرطة الأجهزة القائمة في الأسفل والجديد فوقها.",
    ),
    "plan.note": (
        "From {file}: {title}, seed {seed:n}, {replications:n} replications; money in {currency}.",
        "من {file}: {title}، البذرة {seed:n}، التكرارات {replications:n}، والمبالغ بعملة {currency}.",
    ),
    "quarter": ("Q{number:n}", "الربع {number:n}"),
    "plan.gone": ("withdrawn", "سُحبت"),
    "plan.old": ("stood before", "كانت قائمة"),
    "plan.new": ("new", "جديدة"),
    "plan.wait": ("the long wait", "الانتظار الطويل"),
    # sites
    "sites": ("Every site", "جميع المواقع"),
    "sites.lead": (
        "All days and replications, with 95 % intervals over replications (Student's t).",
        "جميع الأيام والتكرارات، مع فترات ثقة ٩٥٪ على التكرارات (توزيع ستيودنت).",
    ),
    "sites.all": ("All sites", "جميع المواقع"),
    # assumptions
    "assumed": ("What the model assumes", "ما يفترضه النموذج"),
    "assumed.lead": (
        (
            "{count:n} parts of the model or of the file of sites are assumed: nobody has measured them, and they "
            "stand here with the reason."
        ),
        "{count:n} من أجزاء النموذج أو ملف المواقع مفترضة: لم يقسها أحد، وهي هنا مع سببها.",
    ),
    "assumed.more": ("and {count:n} more", "و{count:n} غيرها"),
    "assumed.none": ("Nothing in the model is assumed.", "لا شيء في النموذج مفترض."),
    # how
    "how": ("How this was computed", "كيف حُسب هذا"),
    "how.lead": (
        "Who runs this command with the same files gets the same numbers, to the last digit.",
        "من ينفذ هذا الأمر بالملفات نفسها يحصل على الأرقام نفسها حتى آخر رقم.",
    ),
    "how.sample": ("Played", "ما جرت محاكاته"),
    "how.tried": ("For devices and assumptions", "للأجهزة والافتراضات"),
    "how.seed": ("Seed", "البذرة"),
    "how.engine": ("Engine", "المحرك"),
    "how.file": ("SHA-256 of {file}", "بصمة SHA-256 للملف {file}"),
    "how.outline": ("Outline of the map", "رسم الخريطة"),
    "how.days": (
        "{days:n} open days, {first} to {last}; {replications:n} replications of each",
        "{days:n} من أيام العمل، من {first} إلى {last}؛ عدد التكرارات {replications:n}",
    ),
    "how.route": ("{path}, {count:n} sites: {reason}", "{path}، عدد المواقع {count:n}: {reason}"),
    "foot": (
        "Made by Hawiya. Nothing on this page was fetched and nothing leaves it.",
        "أُنشئ بواسطة هوية. لا تجلب هذه الصفحة شيئًا ولا ترسل شيئًا.",
    ),
    # heads of tables
    "head.site": ("Site", "الموقع"),
    "head.name": ("Name", "الاسم"),
    "head.devices": ("Devices", "الأجهزة"),
    "head.people": ("People a day", "المراجعون يوميًا"),
    "head.p95": ("Long wait, min", "الانتظار الطويل، دقيقة"),
    "head.abandonment": ("Left the line", "غادروا الطابور"),
    "head.lost": ("Lost", "دون جدوى"),
    "head.busy": ("Devices in use", "استخدام الأجهزة"),
    "head.engine": ("Engine", "المحرك"),
    "head.clock": ("From", "من الساعة"),
    "head.waiting": ("In line", "في الطابور"),
    "head.range": ("90 of 100 days", "٩٠ من كل ١٠٠ يوم"),
    "head.serving": ("At devices", "عند الأجهزة"),
    "head.quarter": ("Quarter", "الربع"),
    "head.people_lost": ("People lost", "مراجعون دون جدوى"),
    "head.steps": ("Devices come and go", "الأجهزة المضافة والمسحوبة"),
    "head.spent": ("Spent so far", "الإنفاق حتى الآن"),
    "head.cost": ("Cost", "التكلفة"),
    "head.next": ("The last one to", "آخر جهاز إلى"),
    "head.lever": ("Assumption", "الافتراض"),
    "head.value": ("Tried", "القيم المجرّبة"),
    "head.wait": ("Long wait, min", "الانتظار الطويل، دقيقة"),
    "head.part": ("Part", "الجزء"),
    "head.reason": ("Reason", "السبب"),
    "head.file": ("File", "الملف"),
}
