import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../../command.ts';

/** The library that a kernel is started with where it lies beside it. */
export const xstateLibrary = 'xstate.so';

/**
 * Makes the library that lets user-mode-linux before 6.13 run on processors with AMX. That has a buffer of fixed size for the
 * extended state of a process, and Linux takes no state that is shorter than what the processor has (`xstateregs_set` in
 * arch/x86/kernel/fpu/regset.c: EFAULT), so not even init of a guest would start. The library fills up what is missing with what the
 * process has. It is assembled, as an assembler comes with dpkg-dev and a compiler does not.
 */
export async function makeXstateLibrary(folder: string, work: string): Promise<void> {
  const [source, object] = [join(work, 'xstate.s'), join(work, 'xstate.o')];
  await writeFile(source, assembly);
  await mustRun('as', ['-o', object, source], { timeoutMs: 30_000 });
  await mustRun('ld', ['-shared', '-o', join(folder, xstateLibrary), object], { timeoutMs: 30_000 });
}

const assembly = `	.text
	.globl	ptrace
	.type	ptrace, @function
ptrace:
	pushq	%rbx
	subq	$32, %rsp
	movl	%edi, %edi
	# PTRACE_SETREGSET of NT_X86_XSTATE: read all there is first, with PTRACE_GETREGSET, and put what was given over its beginning.
	cmpq	$0x4205, %rdi
	jne	.Lplain
	cmpq	$0x202, %rdx
	jne	.Lplain
	movq	%rcx, %rbx
	leaq	buffer(%rip), %rax
	movq	%rax, (%rsp)
	movq	$65536, 8(%rsp)
	movl	$0x4204, %edi
	movq	%rsp, %r10
	movl	$101, %eax
	syscall
	testq	%rax, %rax
	js	.Lerror
	movq	8(%rbx), %rcx
	cmpq	8(%rsp), %rcx
	ja	.Lwhole
	movq	%rsi, %r8
	movq	(%rbx), %rsi
	leaq	buffer(%rip), %rdi
	rep movsb
	movq	%r8, %rsi
	movq	%rsp, %r10
	jmp	.Lset
.Lwhole:
	movq	%rbx, %r10
.Lset:
	movl	$0x4205, %edi
	movl	$0x202, %edx
	movl	$101, %eax
	syscall
	jmp	.Lresult
.Lplain:
	movq	%rcx, %r10
	# PTRACE_PEEK*: the system call stores the word, the function returns it.
	leaq	-1(%rdi), %rax
	cmpq	$2, %rax
	ja	.Lcall
	leaq	16(%rsp), %r10
.Lcall:
	movl	$101, %eax
	syscall
	testq	%rax, %rax
	js	.Lerror
	leaq	-1(%rdi), %rcx
	cmpq	$2, %rcx
	ja	.Lresult
	movq	16(%rsp), %rbx
	call	__errno_location@PLT
	movl	$0, (%rax)
	movq	%rbx, %rax
	jmp	.Lreturn
.Lresult:
	testq	%rax, %rax
	jns	.Lreturn
.Lerror:
	negq	%rax
	movq	%rax, %rbx
	call	__errno_location@PLT
	movl	%ebx, (%rax)
	movq	$-1, %rax
.Lreturn:
	addq	$32, %rsp
	popq	%rbx
	ret
	.size	ptrace, .-ptrace
	.local	buffer
	.comm	buffer, 65536, 64
	.section .note.GNU-stack, "", @progbits
`;
