/**
 * What schemas say of their fields, in Chinese. The schemas are English, since they also serve the reference; those of
 * plug-ins stay as they are.
 */
export const taskSchemaZhCn: Readonly<Record<string, string>> = {
  'A condition: a bare expression. The first true one chooses.': '条件：不带括号的表达式，第一个为真的分支生效。',
  'A file on the servers, below a directory of CARILLON_WAIT_DIRECTORIES.':
    '服务器上的文件，位于 CARILLON_WAIT_DIRECTORIES 的目录之下。',
  'A task that finds the list: its output items.': '求出列表的任务：使用它的输出 items。',
  'Added to the query of the url.': '追加到 url 的查询串。',
  'An artifact loaded into a table before the statements run, in the same transaction.':
    '在同一事务中、语句执行之前载入到表中的产物。',
  'An instant, RFC 3339.': '时刻，RFC 3339 格式。',
  'An object: s3://bucket/key.': '对象：s3://bucket/key。',
  'Any JSON, given to the function.': '传给函数的任意 JSON。',
  'Any when absent.': '留空则不限。',
  'At least so large: 1, 10Mi.': '至少这么大：1、10Mi。',
  'Changed at this instant or later, RFC 3339.': '在此时刻或之后有过修改，RFC 3339 格式。',
  'Excluded, such as 06:00; at or before from, it is on the next day.':
    '不含该时刻，例如 06:00；不晚于 from 时指次日。',
  'Fields added to the message.': '追加到消息中的字段。',
  'For example "> 0", "= 12", "between 1 and 5", "!= null".': '例如 "> 0"、"= 12"、"between 1 and 5"、"!= null"。',
  'Gives one row with one value.': '返回一行一个值。',
  'Hours of the day; over at once within them.': '一天中的时段；处于其中时立即结束等待。',
  'How long it may take, for example 2d. No answer counts as rejected.': '最长等待时间，例如 2d。无人答复视为拒绝。',
  'How long it may take; then it fails. For ever when absent.': '最长等待时间，超过即失败；留空则一直等待。',
  'How long, for example 5m.': '时长，例如 5m。',
  'How often it is looked at; 30s for files, 10s else. At least 1s.':
    '多久检查一次：文件默认 30s，其他默认 10s，最短 1s。',
  'It must not have changed for so long.': '必须已有这么久没有变化。',
  'Its name, or project/name for one of another project.': '名称；其他项目的写作 project/name。',
  'Keep the answer as this artifact instead of as an output.': '把响应保存为此产物，而不是输出。',
  'Keep the rows of the last statement as this CSV artifact.': '把最后一条语句的结果保存为此 CSV 产物。',
  'Mostly ${{ secrets.… }}; without keys it is asked for unsigned.': '通常为 ${{ secrets.… }}；没有密钥时匿名访问。',
  'Name of a connection the worker knows.': '工作节点已知的连接名称。',
  'Name of a dataset that tasks produce.': '由任务产出的数据集名称。',
  'Name of a signal to the run, or of an event.': '发给实例的信号名称，或事件名称。',
  'Of an S3 store that is not AWS: https://minio.example:9000.': '非 AWS 的 S3 存储地址：https://minio.example:9000。',
  'On whose days it may begin; on any when absent.': '只在该日历的日子开始；留空则不限。',
  'One statement or several; :name takes a value of bind.': '一条或多条语句；:name 取 bind 中的值。',
  'Only signals with this key; any when absent.': '只接受带此键的信号；留空则不限。',
  'Only updates behind this instant, RFC 3339; any when absent.': '只接受此时刻之后的更新，RFC 3339 格式；留空则不限。',
  'Path of the statements, beside the document. Instead of query.': '语句文件的路径，与文档放在一起；代替 query。',
  'Runs for each item, which it reads as item.': '对每一项运行一次，用 item 读取该项。',
  'Runs when all have ended, and reads tasks.map.outputs.': '全部结束后运行，读取 tasks.map.outputs。',
  'Sent as JSON, instead of body.': '以 JSON 发送，代替 body。',
  'Sent as it is.': '原样发送。',
  'So many at once; all when absent.': '同时运行的数量；留空则全部同时运行。',
  'So many items together, as a list.': '每批的项数，以列表传入。',
  'Statuses that are a success; 200 to 299 when absent.': '视为成功的状态码；留空则为 200 至 299。',
  'Statuses that mean it is there; 200 to 299 when absent.': '表示已就绪的状态码；留空则为 200 至 299。',
  'Table, or schema.table.': '表名，或 schema.table。',
  'Tasks that go on when no condition holds; none when absent.': '没有条件成立时继续的任务；留空则没有。',
  'Tasks that need this one and go on; its others are skipped.': '依赖此任务且继续的任务；其余下游被跳过。',
  'That of the dataset; the own one when absent.': '数据集所在的项目；留空则为本项目。',
  'That of the workflow when absent.': '留空则使用工作流的设置。',
  'The first time of day, such as 22:00.': '时段的起点，例如 22:00。',
  'The interpreter: a name on the PATH, or a path.': '解释器：PATH 中的名称，或路径。',
  'The list that is mapped, or an expression that gives it. Instead of split.':
    '要映射的列表，或给出列表的表达式；代替 split。',
  'The message.': '消息内容。',
  'The name it was registered under.': '注册时使用的名称。',
  'The shell that reads the script.': '执行脚本的 shell。',
  'Tried in order.': '按顺序尝试。',
  'Values for :name in the statements, sent apart from the text.': '语句中 :name 的取值，与文本分开传送。',
  'What is to be approved, in one line.': '一句话说明要审批什么。',
  'What it is given, by the names of its parameters.': '按参数名传入的值。',
  'What the payload must hold, typed like the parameters of a workflow. It becomes the outputs.':
    '载荷必须包含的内容，类型写法同工作流参数；会成为输出。',
  'What whoever approves fills in, typed like the parameters of a workflow. Becomes the outputs.':
    '审批人需要填写的内容，类型写法同工作流参数；会成为输出。',
  'What whoever decides should know.': '审批人应当了解的信息。',
  'When an awaited run fails: fail with it, or wait for a later one to make it good.':
    '等待的实例失败时：随之失败，或等待之后的成功实例。',
  'Where the message is posted as JSON.': '以 JSON 发送消息的地址。',
  'false: the task succeeds as soon as the run is accepted, with its id as the output run.':
    'false：实例一被接受任务即成功，其编号为输出 run。',
  'http or https. Expressions in it are percent-encoded.': 'http 或 https；其中的表达式会做百分号编码。',
  'live, or the number of a version that it keeps to.': 'live，或固定使用的版本号。',
  'task/artifact-name.': 'task/artifact-name。',
  'us-east-1 when absent.': '留空则为 us-east-1。',
  'A Node.js script, an ES module': 'Node.js 脚本（ES 模块）',
  'A Python script': 'Python 脚本',
  'A choice between branches': '分支选择',
  'A function registered by an SDK worker': 'SDK 工作节点注册的函数',
  'A run of another workflow': '运行另一个工作流',
  'A shell script': 'Shell 脚本',
  'A task for each item, and one over all results': '逐项执行，再汇总全部结果',
  'A wait': '等待',
  'A webhook call': 'Webhook 调用',
  'An HTTP request': 'HTTP 请求',
  'An approval by a person': '人工审批',
  'Checks on data': '数据检查',
  Nothing: '空任务',
  'SQL statements in one transaction': '同一事务中的 SQL 语句',
  'Tasks that belong together': '任务组',
  'The program text. Parameters arrive as CARILLON_PARAM_<NAME>.': '程序文本；参数以 CARILLON_PARAM_<NAME> 传入。',
  'Path of the program, beside the document. Instead of script.': '程序文件的路径，与文档放在一起；代替 script。',
  'Arguments, passed as they are, without a shell.': '参数，原样传入，不经过 shell。',
  'Artifacts of upstream tasks, task/artifact-name, put into $CARILLON_INPUTS before the start.':
    '上游任务的产物（task/artifact-name），启动前放入 $CARILLON_INPUTS。',
};

/** Of documents, where a finding says it: how a text is written, and what a map is. */
export const documentSchemaZhCn: Readonly<Record<string, string>> = {
  'A CEL expression over attempt that gives true or false.': '读取 attempt、结果为 true 或 false 的 CEL 表达式。',
  'A CEL expression over tasks, the direct upstreams.': '读取 tasks（直接上游）的 CEL 表达式。',
  'A CEL expression over tasks.<this>.outputs and round: asked behind each round, true for another.':
    '读取 tasks.<本任务>.outputs 和 round 的 CEL 表达式：每轮之后求值，为 true 时再来一轮。',
  'A CEL expression that gives true or false, without ${{ }}.': '结果为 true 或 false 的 CEL 表达式，不写 ${{ }}。',
  'A date, a local time such as 2026-11-10T00:00, or an instant such as 2026-11-10T00:00:00+08:00.':
    '日期、当地时间（如 2026-11-10T00:00）或时刻（如 2026-11-10T00:00:00+08:00）。',
  'A date, a local time such as 2026-11-10T00:00, or an instant such as 2026-11-10T00:00:00+08:00. Excluded, except as a date.':
    '日期、当地时间（如 2026-11-10T00:00）或时刻（如 2026-11-10T00:00:00+08:00）；不含该时刻，日期则包含当天。',
  'A date such as 2026-05-09, or {date, reason}, or {from, to, reason} with both ends.':
    '日期（如 2026-05-09）、{date, reason}，或包含两端的 {from, to, reason}。',
  'A date: 2026-05-09.': '日期：2026-05-09。',
  'A key: tasks with the same one go to the same worker. May hold ${{ }}.':
    '键：键相同的任务交给同一工作节点，可以含有 ${{ }}。',
  'A number and a unit, 5m: starts are spread over this long, never past the next time.':
    '数字加单位，如 5m：启动分散在这段时间内，不超过下一次。',
  'A number and a unit: 250ms, 30s, 5m, 6h, 2d.': '数字加单位：250ms、30s、5m、6h、2d。',
  'A number and a unit: 30s, 15m, 6h, 2d.': '数字加单位：30s、15m、6h、2d。',
  'A recurrence rule of RFC 5545: FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=9;BYMINUTE=0.':
    'RFC 5545 的重复规则：FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=9;BYMINUTE=0。',
  'A run that ended longer before the wait began does not count.': '在等待开始之前更早结束的实例不算。',
  'A size: 512Mi, 2Gi.': '大小：512Mi、2Gi。',
  'A task that undoes this one when the run does not end as success.': '实例未以成功结束时撤销本任务的任务。',
  'A text with ${{ }}: each value that it gives counts by itself. One count for all when absent.':
    '含有 ${{ }} 的文本：其每个值单独计数；留空则合并计数。',
  'A text with ${{ }}: no two runs have the same.': '含有 ${{ }} 的文本：任何两个实例都不相同。',
  'A time of day such as 06:00, the first after the logical time, or a duration from there.':
    '时间（如 06:00），即逻辑时间之后的第一个；或从逻辑时间算起的时长。',
  'An IANA name such as Asia/Shanghai; UTC when absent.': 'IANA 名称，如 Asia/Shanghai；留空则为 UTC。',
  'An ISO 8601 repeating interval: R5/2026-01-01T00:00:00+08:00/P1D.':
    'ISO 8601 重复间隔：R5/2026-01-01T00:00:00+08:00/P1D。',
  'As long as the run is open, or a time from its acceptance on.': '实例未结束期间，或从接受起的一段时间。',
  'By when it must have begun, and succeeded.': '必须在何时之前开始并成功。',
  'Cores: 0.5, 2 or 500m.': '核数：0.5、2 或 500m。',
  'Fields for every task that does not have them itself.': '每个自己没有写的任务都使用的字段。',
  'Fixed delay after the end of the run before: 10m.': '上一个实例结束之后的固定间隔：10m。',
  'Fixed rate: 15m, 90m, 2d. Counted from start, else from 1970-01-01T00:00Z.':
    '固定频率：15m、90m、2d；从 start 算起，没有则从 1970-01-01T00:00Z 算起。',
  'From the own logical time to that of the awaited run: -1d, 2h. The same time when absent.':
    '从自己的逻辑时间到所等待实例的逻辑时间：-1d、2h；留空则为同一时间。',
  'How long its worker may be out of touch before the attempt is given to another: 14s, which is the default, to 1h.':
    '工作节点失联多久之后把尝试交给另一个：14s（默认）至 1h。',
  'How many attempts of it may begin in a time.': '一段时间内可以开始多少次尝试。',
  'How many runs may be under way at once.': '可以同时进行多少个实例。',
  'How many task runs of it may be under way at once.': '可以同时进行多少个任务实例。',
  'How much longer waiting weighs as much as one point of priority; 1m when absent.':
    '多等待多久相当于一点优先级；留空则为 1m。',
  'It starts at the latest so long after the first request.': '最晚在第一个请求之后这么久启动。',
  'Its project; the own one when absent.': '其项目；留空则为自己的项目。',
  'Labels that a worker must have: a value, a list of values, or {in, notIn, exists, gt, lt}.':
    '工作节点必须具备的标签：一个值、值的列表，或 {in, notIn, exists, gt, lt}。',
  'Name of the workflow whose run is waited for.': '所等待实例的工作流名称。',
  'No try begins later than this after the first one did.': '距第一次尝试开始超过此时长后不再重试。',
  'Of dates of manual runs; UTC when absent.': '手动实例的日期所用的时区；留空则为 UTC。',
  'Of freeze windows that are written as local times; UTC when absent.':
    '以当地时间书写的冻结时段所用的时区；留空则为 UTC。',
  'Of one attempt, or {queue, attempt, task}. A number and a unit: 250ms, 30s, 5m, 6h, 2d.':
    '单次尝试的时长，或 {queue, attempt, task}；数字加单位：250ms、30s、5m、6h、2d。',
  'Of the whole run. A number and a unit: 250ms, 30s, 5m, 6h, 2d.':
    '整个实例的时长；数字加单位：250ms、30s、5m、6h、2d。',
  'One task of it, instead of the whole run.': '其中的一个任务，而不是整个实例。',
  'Parameters of the runs this schedule starts.': '该调度所启动实例的参数。',
  'Results of the run, from its tasks.': '实例的结果，取自其任务。',
  'Results the task gives to others, with their types.': '任务交给其他任务的结果及其类型。',
  'Runs the task again as long as a condition holds: { when: tasks.page.outputs.more, maxRounds: 50 }.':
    '条件成立期间重复运行任务：{ when: tasks.page.outputs.more, maxRounds: 50 }。',
  'Runs the task once for each item: { items: "${{ tasks.list.outputs.files }}", max: 8 }.':
    '对每一项运行一次任务：{ items: "${{ tasks.list.outputs.files }}", max: 8 }。',
  'Times that were missed by more than a minute.': '错过超过一分钟的时间。',
  'Tasks that run at last, also after a failure or a stop.': '最后运行的任务，失败或停止之后也运行。',
  'Tasks that run when the others ended as failed.': '其他任务以失败结束时运行的任务。',
  'The first moment: a date, a local date-time, or an instant.': '最早的时刻：日期、当地时间或时刻。',
  'The first wait; 5s when absent.': '第一次等待的时长；留空则为 5s。',
  'The last moment, included; of a date its whole day.': '最晚的时刻（含）；日期则为全天。',
  'The longest wait; 1h when absent.': '最长的等待时长；留空则为 1h。',
  'The parameter, of type array, to which each request adds its items.':
    '类型为 array 的参数，每个请求向其中添加各项。',
  'The queue that it is a part of.': '所属的队列。',
  'The run starts when so long nothing more was asked for.': '这么久没有新的请求之后启动实例。',
  'The two letters of ISO 3166: CN, US, DE.': 'ISO 3166 的两个字母：CN、US、DE。',
  "The type's own fields.": '该类型自己的字段。',
  'The years it knows, both included.': '所包含的年份，含两端。',
  'Unique in the project.': '在项目内唯一。',
  'Unique on the platform: tasks of all projects may share a queue.': '在平台内唯一：所有项目的任务可以共用队列。',
  'Values that stand for the parameters of these names in this task.': '在本任务中代替同名参数的值。',
  'Variables of the process, by name.': '进程的环境变量，按名称。',
  'Weights of projects by name, within their tenant; 1 for others.': '租户内各项目的权重，按名称；其余为 1。',
  'Weights of tenants by name; 1 for those that are not named.': '各租户的权重，按名称；未列出的为 1。',
  'What ISO 3166-2 has behind the country: BY for DE-BY.': 'ISO 3166-2 中国家之后的部分：DE-BY 写作 BY。',
  'What an attempt takes of a worker for itself, beside a slot. Nothing is given twice.':
    '除槽位外，一次尝试独占工作节点的资源；不会重复分配。',
  'What becomes of requests for runs.': '对实例的请求如何处理。',
  'What fixed times do when the clock changes.': '时钟调整时固定时间如何处理。',
  'What it is given before others, of all that the workers have: 25%.': '在全部工作节点中优先保障的份额：25%。',
  'What it never passes, of all that the workers have: 50%.': '在全部工作节点中不会超过的份额：50%。',
  'How old its newest update may become, such as 26h; older, it is stale.':
    '最近一次更新最多可以过去多久，例如 26h；超过即为过期。',
  'When it fires: { cron: "10 0 * * *", timezone: Asia/Shanghai }, or every, delay, at, interval, rrule.':
    '何时触发：{ cron: "10 0 * * *", timezone: Asia/Shanghai }，或 every、delay、at、interval、rrule。',
  'Where the task waits; default when absent.': '任务排队的队列；留空则为 default。',
  'Which requests for a run are one and the same.': '哪些请求视为同一个。',
  'Which workers may take the task, and which of them does.': '哪些工作节点可以执行该任务，以及由其中哪一个执行。',
  'default when absent.': '留空则为 default。',
};
